/**
 * How one day of a diary is stored: a line for each interval, in order of start, its times counted from
 * the day's first millisecond. Each hold and each booking writes the whole day anew, and the log keeps
 * every version: half the length is half the work. Only lines that matter are turned into intervals.
 *
 *     2026-11-23 → [[32400000, 36000000, "booked", "m1"], [37800000, 39600000, "held", "h7"]]
 */

import type { DiaryInterval } from "./diaries.ts";

/** From and to, in milliseconds since the day began, below 0 or beyond its end across midnight. */
type Line = readonly [from: number, to: number, status: "booked" | "held", owner: string];

/** The value of a diary's key. */
export type StoredDay = readonly Line[];

/** @param day as in the key: `2026-11-23` */
export function readDiaryDay(day: string, stored: StoredDay): DiaryInterval[] {
  const midnight = Date.parse(day);
  return stored.map((line) => intervalOf(line, midnight));
}

/** The intervals of the day that share a moment with the span. */
export function overlappingIntervals(
  stored: StoredDay,
  midnight: number,
  span: { start: number; end: number },
): DiaryInterval[] {
  const [from, to] = [span.start - midnight, span.end - midnight];
  return stored
    .filter((line) => line[0] < to && from < line[1])
    .map((line) => intervalOf(line, midnight));
}

/** The day with the interval in its place, and without those that `isGone` says of what it overlaps. */
export function withInterval(
  stored: StoredDay,
  midnight: number,
  interval: DiaryInterval,
  isGone: (other: DiaryInterval) => boolean,
): StoredDay {
  const added = lineOf(interval, midnight);
  const kept = stored.filter((line) => {
    if (isSame(line, added)) return false;
    const overlaps = line[0] < added[1] && added[0] < line[1];
    return !overlaps || !isGone(intervalOf(line, midnight));
  });
  const next = kept.findIndex((line) => line[0] > added[0]);
  kept.splice(next === -1 ? kept.length : next, 0, added);
  return kept;
}

export function withoutInterval(
  stored: StoredDay,
  midnight: number,
  interval: DiaryInterval,
): StoredDay {
  const removed = lineOf(interval, midnight);
  return stored.filter((line) => !isSame(line, removed));
}

function intervalOf([from, to, status, owner]: Line, midnight: number): DiaryInterval {
  const start = midnight + from;
  const end = midnight + to;
  return status === "booked" ? { start, end, booking: owner } : { start, end, hold: owner };
}

function lineOf(interval: DiaryInterval, midnight: number): Line {
  const [from, to] = [interval.start - midnight, interval.end - midnight];
  return "booking" in interval
    ? [from, to, "booked", interval.booking]
    : [from, to, "held", interval.hold];
}

function isSame(a: Line, b: Line): boolean {
  return a[0] === b[0] && a[1] === b[1] && a[3] === b[3] && a[2] === b[2];
}
