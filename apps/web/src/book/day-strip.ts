/**
 * Where instants lie on a strip of time: by the time that really passes, so that a day on which
 * clocks change is drawn with its 23 or 25 hours.
 */

import { DateTime } from "luxon";
import type { Span, WeekHours } from "../api/shapes.ts";

/** Milliseconds since 1970, `[start, end)`. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** In percent of the strip. */
export interface Block {
  readonly left: number;
  readonly width: number;
}

export interface TimeMark {
  readonly at: number;
  readonly left: number;
  readonly label: string;
  /** The first moment of a day. */
  readonly beginsDay: boolean;
}

const HOUR_MS = 3_600_000;
const MARKS_MAX = 10;
/** Further to the end there is no room for a label. */
const LABEL_LEFT_MAX = 88;
const MARK_HOURS = [1, 2, 3, 4, 6, 12, 24];

export function stretchOf({ start, end }: Span): Stretch {
  return { start: Date.parse(start), end: Date.parse(end) };
}

/** So many days of the zone's calendar, from the first moment of `date` (`2026-11-23`) on. */
export function daysFrom(date: string, days: number, zone: string): Stretch {
  const first = DateTime.fromISO(date, { zone }).startOf("day");
  return { start: first.toMillis(), end: first.plus({ days }).toMillis() };
}

/** The zone's calendar day of an instant, as `2026-11-23`. */
export function dateOf(instant: number | string, zone: string): string {
  const ms = typeof instant === "number" ? instant : Date.parse(instant);
  return DateTime.fromMillis(ms, { zone }).toFormat("yyyy-MM-dd");
}

export function shiftedDate(date: string, days: number): string {
  return DateTime.fromISO(date, { zone: "utc" }).plus({ days }).toFormat("yyyy-MM-dd");
}

/** Undefined: it lies outside. What sticks out is cut off. */
export function blockOf(span: Stretch, window: Stretch): Block | undefined {
  const start = Math.max(span.start, window.start);
  const end = Math.min(span.end, window.end);
  if (start >= end) return undefined;
  const length = window.end - window.start;
  return {
    left: (100 * (start - window.start)) / length,
    width: (100 * (end - start)) / length,
  };
}

/** When somebody works, or a room is open, within the window. */
export function openStretches(hours: WeekHours, zone: string, window: Stretch): Stretch[] {
  const found: Stretch[] = [];
  let day = DateTime.fromMillis(window.start, { zone }).startOf("day").minus({ days: 1 });
  while (day.toMillis() < window.end) {
    for (const [opens, closes] of hours[weekdayOf(day)] ?? []) {
      const start = Math.max(timeOn(day, opens), window.start);
      const end = Math.min(timeOn(day, closes), window.end);
      if (start < end) found.push({ start, end });
    }
    day = day.plus({ days: 1 }).startOf("day");
  }
  return found;
}

/** The part of a day that is worth showing: around what lies in it, with an hour on either side. */
export function usefulPart(day: Stretch, contents: readonly Stretch[]): Stretch {
  const within = contents.filter(({ start, end }) => start < day.end && end > day.start);
  if (within.length === 0) return day;
  const start = Math.min(...within.map((each) => each.start)) - HOUR_MS;
  const end = Math.max(...within.map((each) => each.end)) + HOUR_MS;
  return { start: Math.max(day.start, start), end: Math.min(day.end, end) };
}

/** Whole hours of the zone's clocks, so far apart that they can be read. */
export function timeMarks(window: Stretch, zone: string): TimeMark[] {
  const hours = (window.end - window.start) / HOUR_MS;
  const step = MARK_HOURS.find((each) => hours / each <= MARKS_MAX) ?? 24;
  const marks: TimeMark[] = [];
  let at = DateTime.fromMillis(window.start, { zone }).startOf("hour");
  for (; at.toMillis() < window.end; at = at.plus({ hours: 1 })) {
    if (at.toMillis() < window.start || at.hour % step !== 0) continue;
    const left = (100 * (at.toMillis() - window.start)) / (window.end - window.start);
    const beginsDay = at.hour === 0;
    const isLong = hours > 24 && beginsDay;
    const label =
      left > LABEL_LEFT_MAX ? "" : at.setLocale("en-GB").toFormat(isLong ? "ccc d" : "HH:mm");
    marks.push({ at: at.toMillis(), left, label, beginsDay });
  }
  return marks;
}

/** Neither of the others lies in it. */
export function isFree(slot: Stretch, taken: readonly Stretch[]): boolean {
  return taken.every(({ start, end }) => end <= slot.start || start >= slot.end);
}

function weekdayOf(day: DateTime): string {
  return day.setLocale("en-GB").toFormat("ccc").toLowerCase();
}

/** `24:00` is the end of the day. A time that clocks skip is the one they go forward to. */
function timeOn(day: DateTime, clock: string): number {
  const [hour = 0, minute = 0] = clock.split(":").map(Number);
  if (hour === 24) return day.plus({ days: 1 }).startOf("day").toMillis();
  return day.set({ hour, minute }).toMillis();
}
