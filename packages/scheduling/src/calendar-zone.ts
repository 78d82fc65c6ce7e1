/**
 * The time zones of a calendar file, which its TZIDs name in one of these ways:
 *
 *     Europe/Berlin                            an IANA zone
 *     /mozilla.org/20050126_1/Europe/Berlin    the same behind a maker's prefix
 *     W. Europe Standard Time                  as Windows calls it
 *     Our own rules                            described by a VTIMEZONE in the file itself
 *     anything else                            unknown
 *
 * A known zone is better than the file's own description of it, which may be old. In an unknown zone
 * a wall time could be any instant from 14 hours before to 12 hours after the same time in UTC.
 */

import {
  type Component,
  findLine,
  findLines,
  readProperty,
  readText,
  valueAsWritten,
} from "./content-lines.ts";
import { endOfUntil, expandRule, parseRule } from "./recurrence.ts";
import { isZone, offsetMs } from "./time.ts";
import { HOUR_MS, MINUTE_MS, parseDateTime, type ResolvedWall, resolveWall } from "./wall-clock.ts";
import { windowsZone } from "./windows-zones.ts";

/** From this instant on, clocks are this far ahead of UTC. */
interface Onset {
  readonly at: number;
  readonly offsetMs: number;
}

export type CalendarZone =
  | { readonly kind: "iana"; readonly zone: string }
  | { readonly kind: "custom"; readonly offsetBeforeMs: number; readonly onsets: readonly Onset[] }
  | { readonly kind: "unknown" };

export const UNKNOWN_ZONE: CalendarZone = { kind: "unknown" };

/** The zones furthest ahead of UTC, and furthest behind it. */
export const EARLIEST_WALL_OFFSET_MS = 14 * HOUR_MS;
export const LATEST_WALL_OFFSET_MS = 12 * HOUR_MS;

/** Descriptions are evaluated for these years. Outlook's begin in 1601. */
const DESCRIBED = { start: Date.UTC(1970, 0, 1), end: Date.UTC(2100, 0, 1) };
const OBSERVANCES_MAX = 24;
const CUSTOM_ZONES_MAX = 10;

/** Resolves the TZIDs of one file; each of them once. */
export function zoneReader(descriptions: readonly Component[]): (tzid: string) => CalendarZone {
  const known = new Map<string, CalendarZone>();
  let customs = 0;
  return (tzid) => {
    const found = known.get(tzid);
    if (found) return found;
    const zone = knownZone(tzid);
    let resolved: CalendarZone = zone ? { kind: "iana", zone } : UNKNOWN_ZONE;
    if (!zone && customs < CUSTOM_ZONES_MAX) {
      customs += 1;
      const described = descriptions.find((each) => readText(each, "TZID") === tzid.trim());
      if (described) resolved = readDescribedZone(described);
    }
    known.set(tzid, resolved);
    return resolved;
  };
}

/** The IANA zone that a TZID names, if it names one. */
export function knownZone(tzid: string): string | undefined {
  const name = tzid.trim();
  if (isZone(name)) return name;
  const windows = windowsZone(name);
  if (windows) return windows;
  const segments = name.split("/").slice(-4);
  if (!name.startsWith("/")) return undefined;
  while (segments.length > 0) {
    const suffix = segments.join("/");
    if (isZone(suffix)) return suffix;
    segments.shift();
  }
  return undefined;
}

/** Reads a VTIMEZONE. What is not understood makes the zone unknown, not wrong. */
export function readDescribedZone(component: Component): CalendarZone {
  const observances = component.components.filter((each) =>
    ["STANDARD", "DAYLIGHT"].includes(each.name),
  );
  if (observances.length === 0 || observances.length > OBSERVANCES_MAX) return UNKNOWN_ZONE;
  const onsets: Onset[] = [];
  const before: Onset[] = [];
  for (const observance of observances) {
    const read = readObservance(observance);
    if (!read || read.starts.length === 0) return UNKNOWN_ZONE;
    before.push({ at: read.starts[0]!, offsetMs: read.fromMs });
    onsets.push(...read.starts.map((at) => ({ at, offsetMs: read.toMs })));
  }
  const byInstant = (a: Onset, b: Onset) => a.at - b.at;
  const offsetBeforeMs = before.sort(byInstant)[0]!.offsetMs;
  return { kind: "custom", offsetBeforeMs, onsets: onsets.sort(byInstant) };
}

interface Observance {
  readonly fromMs: number;
  readonly toMs: number;
  /** The instants at which it begins to hold, sorted. */
  readonly starts: number[];
}

function readObservance(component: Component): Observance | undefined {
  const fromMs = parseOffset(readText(component, "TZOFFSETFROM"));
  const toMs = parseOffset(readText(component, "TZOFFSETTO"));
  const first = parseDateTime(readText(component, "DTSTART") ?? "");
  if (fromMs === undefined || toMs === undefined || first === undefined) return undefined;
  const starts = [first - fromMs];
  for (const line of findLines(component, "RDATE")) {
    for (const value of readProperty(line).values) {
      const wall = parseDateTime(String(value));
      if (wall === undefined) return undefined;
      starts.push(wall - fromMs);
    }
  }
  const repeated = repeatedStarts(component, first, fromMs);
  return repeated && { fromMs, toMs, starts: [...starts, ...repeated].sort((a, b) => a - b) };
}

/** Onsets are given in the wall time that they end, so they repeat in that offset: as if in UTC. */
function repeatedStarts(component: Component, wall: number, fromMs: number): number[] | undefined {
  const line = findLine(component, "RRULE");
  if (!line) return [];
  const parsed = parseRule(valueAsWritten(line));
  if (!parsed.ok || parsed.rule.freq !== "YEARLY") return undefined;
  const { until, ...rule } = parsed.rule;
  const expanded = expandRule(rule, { wall, resolve: asInUtc }, DESCRIBED);
  if (!expanded.ok) return undefined;
  const last = until === undefined ? Infinity : endOfUntil(until, asInUtc);
  return expanded.instants.map((start) => start - fromMs).filter((start) => start < last);
}

const asInUtc = (wall: number) => resolveIn(wall, UNKNOWN_ZONE);

function parseOffset(text: string | undefined): number | undefined {
  const match = /^([+-])(\d\d):(\d\d)(?::(\d\d))?$/.exec(text ?? "");
  if (!match) return undefined;
  const [hours, minutes, seconds] = [match[2], match[3], match[4] ?? 0].map(Number);
  const size = hours! * HOUR_MS + minutes! * MINUTE_MS + seconds! * 1_000;
  return match[1] === "-" ? -size : size;
}

/** A wall time in the zone. In an unknown zone: as if it were UTC, to compare it with its like. */
export function resolveIn(wall: number, zone: CalendarZone): ResolvedWall {
  return resolveWall(wall, (instant) => offsetIn(zone, instant));
}

export function offsetIn(zone: CalendarZone, instant: number): number {
  if (zone.kind === "iana") return offsetMs(instant, zone.zone);
  if (zone.kind === "unknown") return 0;
  return zone.onsets.findLast(({ at }) => at <= instant)?.offsetMs ?? zone.offsetBeforeMs;
}
