/**
 * Time zones, behind one door: nothing else here imports luxon.
 *
 * An instant is a number, milliseconds since 1970 in UTC. A local date-time is a string without an
 * offset, and means nothing without its zone (an IANA name). Nothing in here depends on the zone of
 * the process or on today's date: luxon is only asked for a zone's offset at a given instant, since
 * its own parsing guesses at a fold by today's season, and silently shifts a time out of a gap.
 */

import { DateTime, IANAZone } from "luxon";
import type { Interval } from "./interval.ts";
import {
  addDays,
  DAY_MS,
  dateOfWall,
  dateTimeOfWall,
  HOUR_MS,
  type LocalDate,
  type LocalDateTime,
  MINUTE_MS,
  midnight,
  parseDate,
  parseDateTime,
  type ResolvedWall,
  resolveWall,
} from "./wall-clock.ts";

export const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Weekday = (typeof WEEKDAYS)[number];

export type LocalToInstant =
  | ResolvedWall
  | { readonly ok: false; readonly reason: "malformed" | "zone-unknown" };

/** Asking costs as much as making a formatter. Bounded: names are taken in upper and lower case. */
const knownZones = new Set<string>();
const KNOWN_ZONES_MAX = 1_000;

/** Is this the name of a zone in the IANA database (as `Europe/Berlin`, `UTC`)? */
export function isZone(zone: string): boolean {
  if (knownZones.has(zone)) return true;
  // In newer versions of Node, Intl takes offsets such as +02:00 for zones: they know no summer.
  const known = /^[A-Za-z]/.test(zone) && IANAZone.isValidZone(zone);
  if (known && knownZones.size < KNOWN_ZONES_MAX) knownZones.add(zone);
  return known;
}

/**
 * - ok: the instant; of two (`ambiguous`, when clocks go back) the first.
 * - `gap`: clocks go forward over it; `resumesAt` is the instant at which they do.
 * - `malformed`: not a local date-time, or no such day.
 * - `zone-unknown`: not the name of a zone.
 */
export function localToInstant(local: LocalDateTime, zone: string): LocalToInstant {
  const wall = parseDateTime(local);
  if (wall === undefined) return { ok: false, reason: "malformed" };
  if (!isZone(zone)) return { ok: false, reason: "zone-unknown" };
  return resolveInZone(zone)(wall);
}

/** The zone's own `resolveWall` (see `wall-clock.ts`). @throws RangeError for no zone */
export function resolveInZone(zone: string): (wall: number) => ResolvedWall {
  return (wall) => resolveWall(wall, (instant) => offsetMs(instant, zone));
}

export function instantToLocal(instant: number, zone: string): LocalDateTime {
  return dateTimeOfWall(instant + offsetMs(instant, zone));
}

/** How far the zone's clocks are ahead of UTC at an instant. @throws RangeError for no zone */
export function offsetMs(instant: number, zone: string): number {
  const day = offsetOfDay(Math.floor(instant / DAY_MS), zone);
  return Number.isNaN(day) ? askForOffsetMs(instant, zone) : day;
}

/** Asking takes some microseconds, and the same few days are asked for again and again. */
const offsetsOfDays = new Map<string, number>();
const OFFSETS_KEPT_MAX = 50_000;

/** The offset of a whole UTC day, or NaN when it changes within it. */
function offsetOfDay(day: number, zone: string): number {
  const key = `${day} ${zone}`;
  const kept = offsetsOfDays.get(key);
  if (kept !== undefined) return kept;
  const atStart = askForOffsetMs(day * DAY_MS, zone);
  const offset = askForOffsetMs((day + 1) * DAY_MS - 1, zone) === atStart ? atStart : Number.NaN;
  if (offsetsOfDays.size >= OFFSETS_KEPT_MAX) offsetsOfDays.clear();
  offsetsOfDays.set(key, offset);
  return offset;
}

function askForOffsetMs(instant: number, zone: string): number {
  const minutes = IANAZone.create(zone).offset(instant);
  if (Number.isNaN(minutes)) throw new RangeError(`There is no offset for ${instant} in ${zone}.`);
  return Math.round(minutes * MINUTE_MS);
}

const OFFSET = /^(.*[T\d:.])(Z|([+-])([01]\d|2[0-3]):([0-5]\d))$/;

/** Reads `2026-10-25T02:30Z` or `…+02:00`. Undefined without an offset, or when it is no time. */
export function parseInstant(text: string): number | undefined {
  const match = OFFSET.exec(text);
  if (!match) return undefined;
  const wall = parseDateTime(match[1]!);
  if (wall === undefined) return undefined;
  if (match[2] === "Z") return wall;
  const offset = Number(match[4]) * HOUR_MS + Number(match[5]) * MINUTE_MS;
  return match[3] === "+" ? wall - offset : wall + offset;
}

/** Reads either: with an offset it is an instant already, without one it is local to the zone. */
export function parseWhen(text: string, zone: string): LocalToInstant {
  const instant = parseInstant(text);
  if (instant === undefined) return localToInstant(text, zone);
  return { ok: true, instant, ambiguous: false };
}

/** The instant as `2026-10-25T00:30:00.000Z`, for machines. */
export function formatInstant(instant: number): string {
  return new Date(instant).toISOString();
}

/** For people: `Sun 25 Oct 2026, 02:30 Europe/Berlin (UTC+2)`. Always says the zone. */
export function formatWhen(instant: number, zone: string): string {
  return `${inZone(instant, zone).toFormat("ccc d LLL yyyy, HH:mm")} ${zoneLabel(instant, zone)}`;
}

/** For people: `Mon 23 Nov 2026, 09:00–10:00 Europe/Berlin (UTC+1)`. */
export function formatInterval({ start, end }: Interval, zone: string): string {
  const from = inZone(start, zone);
  const to = inZone(end, zone);
  if (from.toISODate() !== to.toISODate() || from.offset !== to.offset) {
    return `${formatWhen(start, zone)} – ${formatWhen(end, zone)}`;
  }
  const day = from.toFormat("ccc d LLL yyyy, HH:mm");
  return `${day}–${to.toFormat("HH:mm")} ${zoneLabel(start, zone)}`;
}

/** The UTC day that an instant lies in: `2026-11-23`. */
export function utcDay(instant: number): string {
  return dateOfWall(instant);
}

/** The UTC month that an instant lies in: `2026-11`. */
export function utcMonth(instant: number): string {
  return utcDay(instant).slice(0, 7);
}

/** Every UTC day that the interval touches, in order; none when it is empty. */
export function utcDays({ start, end }: Interval): string[] {
  const days: string[] = [];
  for (let at = midnight(start); at < end; at += DAY_MS) {
    if (start < end) days.push(utcDay(at));
  }
  return days;
}

export function localDate(instant: number, zone: string): LocalDate {
  return dateOfWall(instant + offsetMs(instant, zone));
}

/** From the first instant of a local day to that of the next: 23, 24 or 25 hours, as a rule. */
export function localDay(date: LocalDate, zone: string): Interval {
  return { start: startOfDay(date, zone), end: startOfDay(addDays(date, 1), zone) };
}

/** The first instant of a local day, also where the clocks go forward at midnight. */
export function startOfDay(date: LocalDate, zone: string): number {
  return firstInstantFrom(parseDate(date)!, zone);
}

/** The instant of a wall time (see `wall-clock.ts`) or, inside a gap, the end of that gap. */
export function firstInstantFrom(wall: number, zone: string): number {
  const resolved = resolveInZone(zone)(wall);
  return resolved.ok ? resolved.instant : resolved.resumesAt;
}

export function weekdayOfDate(date: LocalDate): Weekday {
  return WEEKDAYS[(new Date(parseDate(date)!).getUTCDay() + 6) % 7]!;
}

export function localWeekday(instant: number, zone: string): Weekday {
  return weekdayOfDate(localDate(instant, zone));
}

/** Minutes that a clock on the wall shows since midnight: 150 at 02:30. */
export function localMinutes(instant: number, zone: string): number {
  const wall = instant + offsetMs(instant, zone);
  return Math.floor((wall - midnight(wall)) / MINUTE_MS);
}

export interface NextWeekdayOptions {
  readonly after: number;
  readonly weekday: Weekday;
  /** `09:00` */
  readonly time: string;
  readonly zone: string;
}

/** That time on the next such weekday. On a Monday, "next Monday" is a week from now. */
export function nextWeekday({ after, weekday, time, zone }: NextWeekdayOptions): LocalToInstant {
  if (!isZone(zone)) return { ok: false, reason: "zone-unknown" };
  const today = localDate(after, zone);
  const days = WEEKDAYS.indexOf(weekday) - WEEKDAYS.indexOf(weekdayOfDate(today));
  return localToInstant(`${addDays(today, days > 0 ? days : days + 7)}T${time}`, zone);
}

function inZone(instant: number, zone: string): DateTime {
  return DateTime.fromMillis(instant, { zone, locale: "en-GB" });
}

function zoneLabel(instant: number, zone: string): string {
  const offset = inZone(instant, zone).toFormat("Z").replace(":00", "");
  return zone === "UTC" ? "UTC" : `${zone} (UTC${offset})`;
}
