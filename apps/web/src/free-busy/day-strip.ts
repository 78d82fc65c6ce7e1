/**
 * Where instants lie on a strip of time: by the time that really passes, so that a day on which
 * clocks change is drawn with its 23 or 25 hours.
 */

import { DateTime } from "luxon";
import { HOUR_MS, overlaps, type Range } from "../time/ranges.ts";

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

const MARKS_MAX = 10;
/** Further to the end there is no room for a label. */
const LABEL_LEFT_MAX = 88;
const MARK_HOURS = [1, 2, 3, 4, 6, 12, 24];

/** Undefined: it lies outside. What sticks out is cut off. */
export function blockOf(span: Range, window: Range): Block | undefined {
  const start = Math.max(span.start, window.start);
  const end = Math.min(span.end, window.end);
  if (start >= end) return undefined;
  const length = window.end - window.start;
  return {
    left: (100 * (start - window.start)) / length,
    width: (100 * (end - start)) / length,
  };
}

/** The part of a day that is worth showing: around what lies in it, with an hour on either side. */
export function usefulPart(day: Range, contents: readonly Range[]): Range {
  const within = contents.filter(({ start, end }) => start < day.end && end > day.start);
  if (within.length === 0) return day;
  const start = Math.min(...within.map((each) => each.start)) - HOUR_MS;
  const end = Math.max(...within.map((each) => each.end)) + HOUR_MS;
  return { start: Math.max(day.start, start), end: Math.min(day.end, end) };
}

/** Whole hours of the zone's clocks, so far apart that they can be read. */
export function timeMarks(window: Range, zone: string): TimeMark[] {
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
export function isFree(slot: Range, taken: readonly Range[]): boolean {
  return !taken.some((each) => overlaps(each, slot));
}
