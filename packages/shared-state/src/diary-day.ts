/**
 * How one day of a diary is stored: a line of text for each interval, in order of start, its times in
 * milliseconds since the day began. Each hold and each booking reads and writes the whole day, and the
 * log keeps every version: lines are shorter than objects, and take JSON a third of the time.
 *
 *     2026-11-23 → ["32400000..36000000 booked m1", "37800000..39600000 held h7"]
 */

import type { DiaryInterval } from "./diaries.ts";

/** `from..to status owner`; from is below 0, or to beyond the day's end, across midnight. */
type Line = string;

/** The value of a diary's key. */
export type StoredDay = readonly Line[];

interface Times {
  readonly from: number;
  readonly to: number;
}

/** @param day as in the key: `2026-11-23` */
export function readDiaryDay(day: string, stored: StoredDay): DiaryInterval[] {
  const midnight = Date.parse(day);
  return stored.map((line) => intervalOf(line, midnight));
}

/** The intervals of the day that share a moment with the span. */
export function overlappingIntervals(
  stored: StoredDay,
  midnight: number,
  { start, end }: { start: number; end: number },
): DiaryInterval[] {
  const span = { from: start - midnight, to: end - midnight };
  return stored
    .filter((line) => overlap(timesOf(line), span))
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
  const span = timesOf(added);
  const before: Line[] = [];
  const after: Line[] = [];
  for (const line of stored) {
    if (line === added) continue;
    const times = timesOf(line);
    if (overlap(times, span) && isGone(intervalOf(line, midnight))) continue;
    (times.from <= span.from ? before : after).push(line);
  }
  return [...before, added, ...after];
}

export function withoutInterval(
  stored: StoredDay,
  midnight: number,
  interval: DiaryInterval,
): StoredDay {
  const removed = lineOf(interval, midnight);
  return stored.filter((line) => line !== removed);
}

function intervalOf(line: Line, midnight: number): DiaryInterval {
  const { from, to } = timesOf(line);
  const [, status, ...owner] = line.split(" ");
  const span = { start: midnight + from, end: midnight + to };
  return status === "booked"
    ? { ...span, booking: owner.join(" ") }
    : { ...span, hold: owner.join(" ") };
}

function lineOf(interval: DiaryInterval, midnight: number): Line {
  const owner = "booking" in interval ? `booked ${interval.booking}` : `held ${interval.hold}`;
  return `${interval.start - midnight}..${interval.end - midnight} ${owner}`;
}

function timesOf(line: Line): Times {
  const dots = line.indexOf("..");
  return { from: Number.parseInt(line, 10), to: Number.parseInt(line.slice(dots + 2), 10) };
}

function overlap(a: Times, b: Times): boolean {
  return a.from < b.to && b.from < a.to;
}
