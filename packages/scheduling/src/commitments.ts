/**
 * What a calendar keeps its owner from: the intervals in which they are not simply free.
 *
 * The rule behind all the others is that *unknown is never free*. A time in a zone that nobody can
 * name, a rule that we cannot expand, a file that asks for too much work: each leaves an interval of
 * status `unknown`, as wide as the doubt, and a warning that says why.
 *
 *     event ──rules──▶ occurrences ──EXDATE, RECURRENCE-ID──▶ those that are left ──▶ intervals
 */

import type { AdditionalDate, Calendar, CalendarEvent, CalendarTime } from "./calendar.ts";
import { wholeDays } from "./calendar.ts";
import {
  type CalendarZone,
  EARLIEST_WALL_OFFSET_MS,
  LATEST_WALL_OFFSET_MS,
  offsetIn,
  resolveIn,
} from "./calendar-zone.ts";
import { clip, type Interval, sorted } from "./interval.ts";
import { expandRule, parseRule, type RecurrenceRule } from "./recurrence.ts";
import { firstInstantFrom, offsetMs, utcMonth } from "./time.ts";
import { DAY_MS, HOUR_MS, midnight, parseDate, type ResolvedWall } from "./wall-clock.ts";

/** How far ahead is looked at once; what lies beyond is unknown. */
export const HORIZON_MS = 400 * DAY_MS;

/** What one call may do: dates walked, placed and produced. Some seconds, at the very worst. */
const STEPS_MAX = 60_000;
const SERIES_STEPS = 20;
const SEARCHING_STEPS = 400;

const UTC: CalendarZone = { kind: "iana", zone: "UTC" };

export interface Commitment extends Interval {
  readonly status: "busy" | "tentative" | "unknown";
  readonly summary: string;
  readonly uid: string;
}

export interface CommitmentWarning {
  readonly code:
    | "zone-unknown"
    | "rule-refused"
    | "series-changed"
    | "ends-before-start"
    | "too-much-work"
    | "beyond-horizon";
  readonly uid: string;
  /** Of the event, in the file it was read from. */
  readonly line: number;
}

export interface Commitments {
  /** Sorted by start, cut to the window; they may overlap. */
  readonly intervals: Commitment[];
  readonly warnings: CommitmentWarning[];
}

export interface Window {
  /** The owner's: of floating times and of whole days. */
  readonly zone: string;
  readonly from: number;
  readonly to: number;
}

/** @throws RangeError when the owner's zone is none. */
export function busyIntervals(calendar: Calendar, { zone, from, to }: Window): Commitments {
  const end = Math.min(to, from + HORIZON_MS);
  const reading = new Reading({ start: from, end }, zone);
  for (const series of bySeries(calendar.events)) reading.addSeries(series);
  const { intervals, warnings } = reading;
  if (end < to) {
    intervals.push({ start: end, end: to, status: "unknown", summary: "", uid: "" });
    warnings.push({ code: "beyond-horizon", uid: "", line: 0 });
  }
  return { intervals: sorted(intervals), warnings };
}

/** By the UTC months that they touch (`2026-11`), so that one across a border is in both. */
export function byMonth<T extends Interval>(intervals: readonly T[]): Record<string, T[]> {
  const months: Record<string, T[]> = {};
  for (const each of sorted(intervals)) {
    for (let at = each.start; at < each.end; at = startOfNextMonth(at)) {
      const month = utcMonth(at);
      months[month] = [...(months[month] ?? []), each];
    }
  }
  return months;
}

function startOfNextMonth(instant: number): number {
  const date = new Date(instant);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
}

/** The events of one uid: usually one alone, or a series and what replaces some of it. */
interface Series {
  readonly masters: readonly CalendarEvent[];
  readonly replacements: readonly CalendarEvent[];
}

function bySeries(events: readonly CalendarEvent[]): Series[] {
  const byUid = new Map<string, CalendarEvent[]>();
  for (const event of events) {
    const same = byUid.get(event.uid);
    if (same) same.push(event);
    else byUid.set(event.uid, [event]);
  }
  return [...byUid.values()].map((same) => ({
    masters: newest(same.filter(({ replaces }) => !replaces)),
    replacements: same.filter(({ replaces }) => replaces),
  }));
}

/** A file may still hold earlier revisions of an event. */
function newest(events: readonly CalendarEvent[]): CalendarEvent[] {
  const sequence = events.reduce((highest, event) => Math.max(highest, event.sequence), 0);
  return events.filter((event) => event.sequence === sequence);
}

/** One pass over a calendar: collects intervals and warnings, and keeps count of the work. */
class Reading {
  readonly intervals: Commitment[] = [];
  readonly warnings: CommitmentWarning[] = [];
  readonly #window: Interval;
  readonly #ownersZone: CalendarZone & { kind: "iana" };
  #steps = 0;

  constructor(window: Interval, ownersZone: string) {
    offsetMs(window.start, ownersZone);
    this.#window = window;
    this.#ownersZone = { kind: "iana", zone: ownersZone };
  }

  addSeries({ masters, replacements }: Series): void {
    const current = this.#currentReplacements(replacements);
    for (const master of masters) {
      if (!blocks(master) || this.#isFarAway(master)) continue;
      for (const start of this.#occurrences(master, current)) this.#add(master, start);
    }
    for (const replacement of current.values()) {
      if (!blocks(replacement)) continue;
      if (!this.#isFarAway(replacement)) this.#add(replacement, this.#place(replacement.start));
      if (replacement.andFuture) this.#addChangedSeries(replacement);
    }
  }

  /** By the start of the occurrence that each replaces; the newest of several. */
  #currentReplacements(replacements: readonly CalendarEvent[]): Map<number, CalendarEvent> {
    const current = new Map<number, CalendarEvent>();
    for (const replacement of replacements) {
      const replaced = this.#place(replacement.replaces!);
      const other = current.get(replaced);
      if (!other || other.sequence <= replacement.sequence) current.set(replaced, replacement);
    }
    return current;
  }

  /** When an event without rules starts, or those starts of a series that could matter. */
  #occurrences(event: CalendarEvent, replaced: ReadonlyMap<number, unknown>): Set<number> {
    const starts = new Set<number>();
    const work = 1 + event.additional.length + event.excluded.length;
    if (!this.#spend(work)) {
      this.#addUnknown(event, this.#window.end, "too-much-work");
      return starts;
    }
    if (event.rules.length === 0) starts.add(this.#place(event.start));
    for (const rule of event.rules) {
      for (const start of this.#expand(event, rule)) starts.add(start);
    }
    for (const additional of event.additional) {
      const start = this.#place(additional.start);
      if (additional.end || additional.duration) this.#add(asPeriod(event, additional), start);
      else starts.add(start);
    }
    for (const excluded of event.excluded) starts.delete(this.#place(excluded));
    for (const start of replaced.keys()) starts.delete(start);
    return starts;
  }

  #expand(event: CalendarEvent, text: string): number[] {
    const parsed = parseRule(text);
    const starts = parsed.ok ? this.#expandParsed(event, parsed.rule) : undefined;
    if (starts) return starts;
    this.#addUnknown(event, this.#lastEnd(event, text), "rule-refused");
    return [];
  }

  /** Undefined when it cannot be done, or not within what is left of the allowed work. */
  #expandParsed(event: CalendarEvent, rule: RecurrenceRule): number[] | undefined {
    const { start } = event;
    const day = start.kind === "day";
    // Whole days have no zone, but some programs write the UNTIL of their series as an instant.
    const until = day ? rule.until?.replace("Z", "") : rule.until;
    const window = { ...this.#window, start: this.#window.start - this.#longest(event) };
    if (event.uncertain) window.end += EARLIEST_WALL_OFFSET_MS;
    if (!this.#spend(stepsOf(rule))) return undefined;
    const resolve = (wall: number): ResolvedWall =>
      day
        ? { ok: true, instant: this.#dayStart(wall), ambiguous: false }
        : resolveIn(wall, this.#zoneOf(start));
    const expanded = expandRule({ ...rule, until }, { wall: wallOf(start), resolve }, window);
    if (!expanded.ok || !this.#spend(expanded.instants.length)) return undefined;
    return expanded.instants;
  }

  #zoneOf(time: CalendarTime): CalendarZone {
    if (time.kind === "zoned") return time.zone;
    return time.kind === "instant" ? UTC : this.#ownersZone;
  }

  /** Adds one occurrence, with the length of its event. */
  #add(event: CalendarEvent, start: number): void {
    const end = this.#endOf(event, start);
    if (end < start) {
      this.#warn("ends-before-start", event);
      this.#push(event, { start: end, end: start }, "unknown");
    } else if (event.uncertain) {
      this.#warn("zone-unknown", event);
      if (start < end) this.#push(event, widened({ start, end }), "unknown");
    } else {
      this.#push(event, { start, end }, event.status === "tentative" ? "tentative" : "busy");
    }
  }

  #push({ summary, uid }: CalendarEvent, at: Interval, status: Commitment["status"]): void {
    const within = clip(at, this.#window);
    if (within) this.intervals.push({ ...within, status, summary, uid });
  }

  /** From the event's start on, nothing is certain. */
  #addUnknown(event: CalendarEvent, end: number, code: CommitmentWarning["code"]): void {
    const start = this.#place(event.start) - EARLIEST_WALL_OFFSET_MS;
    if (!clip({ start, end }, this.#window)) return;
    this.#warn(code, event);
    this.#push(event, { start, end }, "unknown");
  }

  /** The whole rest of the series is another one, which only its maker can tell. */
  #addChangedSeries(event: CalendarEvent): void {
    const start = Math.min(this.#place(event.replaces!), this.#place(event.start));
    this.#warn("series-changed", event);
    this.#push(event, { start, end: this.#window.end }, "unknown");
  }

  /** Once for each event and reason. */
  #warn(code: CommitmentWarning["code"], { uid, line }: CalendarEvent): void {
    const last = this.warnings.at(-1);
    if (last?.code === code && last.line === line) return;
    this.warnings.push({ code, uid, line });
  }

  #spend(steps: number): boolean {
    this.#steps += steps;
    return this.#steps <= STEPS_MAX;
  }

  #place(time: CalendarTime): number {
    if (time.kind === "instant") return time.instant;
    if (time.kind === "day") return this.#dayStart(time.wall);
    const resolved = resolveIn(time.wall, this.#zoneOf(time));
    return resolved.ok ? resolved.instant : resolved.shifted;
  }

  #dayStart(wall: number): number {
    return firstInstantFrom(wall, this.#ownersZone.zone);
  }

  #endOf(event: CalendarEvent, start: number): number {
    if (event.start.kind === "day") {
      const day = midnight(start + offsetIn(this.#ownersZone, start));
      return this.#dayStart(day + wholeDays(event) * DAY_MS);
    }
    const { duration, end } = event;
    if (!duration) return end ? start + this.#place(end) - this.#place(event.start) : start;
    if (duration.days === 0) return start + duration.ms;
    const zone = this.#zoneOf(event.start);
    const resolved = resolveIn(start + offsetIn(zone, start) + duration.days * DAY_MS, zone);
    return (resolved.ok ? resolved.instant : resolved.shifted) + duration.ms;
  }

  /** No occurrence lasts longer, an unknown zone's doubt included. */
  #longest(event: CalendarEvent): number {
    const { duration, end, start } = event;
    const days = start.kind === "day" ? wholeDays(event) : (duration?.days ?? 0);
    const exact = end && start.kind !== "day" ? this.#place(end) - this.#place(start) : 0;
    return Math.max(0, exact) + Math.abs(days) * 25 * HOUR_MS + (duration?.ms ?? 0) + DAY_MS;
  }

  /** Spares placing the many events of years ago one by one. */
  #isFarAway(event: CalendarEvent): boolean {
    const { start, end, duration, rules, additional } = event;
    const first = wallOf(start);
    if (first > this.#window.end + 2 * DAY_MS) return additional.length === 0;
    if (rules.length > 0 || additional.length > 0) return false;
    const nominal = duration ? duration.days * DAY_MS + duration.ms : DAY_MS;
    const last = Math.max(first, end ? wallOf(end) : first + nominal);
    return last + 3 * DAY_MS < this.#window.start;
  }

  /** When a rule that is not understood ends at the latest, as far as that can be told. */
  #lastEnd(event: CalendarEvent, rule: string): number {
    const match = /(?:^|;)UNTIL=(\d{4})(\d\d)(\d\d)/i.exec(rule);
    const until = match && parseDate(match.slice(1).join("-"));
    return typeof until === "number" ? until + 2 * DAY_MS + this.#longest(event) : this.#window.end;
  }
}

/** Counting takes steps, and when days are searched for by the calendar, many between two of them. */
function stepsOf({ count, byMonth, byMonthDay, byYearDay, byWeekNo, bySetPos }: RecurrenceRule) {
  if (count === undefined) return SERIES_STEPS;
  const searches = [byMonth, byMonthDay, byYearDay, byWeekNo, bySetPos].some(Boolean);
  return count + (searches ? SEARCHING_STEPS : SERIES_STEPS);
}

function blocks({ status, transparent }: CalendarEvent): boolean {
  return status !== "cancelled" && !transparent;
}

function widened({ start, end }: Interval): Interval {
  return { start: start - EARLIEST_WALL_OFFSET_MS, end: end + LATEST_WALL_OFFSET_MS };
}

/** A period that an RDATE adds has a length of its own. */
function asPeriod(event: CalendarEvent, { start, end, duration }: AdditionalDate): CalendarEvent {
  const { end: _, duration: __, ...rest } = event;
  return { ...rest, start, ...(end && { end }), ...(duration && { duration }) };
}

function wallOf(time: CalendarTime): number {
  return time.kind === "instant" ? time.instant : time.wall;
}
