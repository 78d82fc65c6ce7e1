/** What takes a room's time, as lanes draw it; and which time is free. */

import type { Diary, RoomInterval } from "@holdfast/api";
import { MINUTE_MS, overlaps, type Range } from "../time/ranges.ts";

export interface Taken extends Range {
  readonly what: RoomInterval;
}

export function takenOf({ intervals }: Diary): Taken[] {
  return intervals.map((what) => ({
    start: Date.parse(what.start),
    end: Date.parse(what.end),
    what,
  }));
}

/** One of each: what it is by, so that it is drawn as the same thing when it has moved. */
export function keyOf({ start, what }: Taken): string {
  if (what.status === "booked") return what.meeting;
  if (what.status === "closed") return what.closure;
  return `${what.heldBy} ${start}`;
}

/** The free time around an instant; undefined: it is taken. */
export function freeAround(
  instant: number,
  taken: readonly Range[],
  within: Range,
): Range | undefined {
  let { start, end } = within;
  for (const other of taken) {
    if (other.start <= instant && instant < other.end) return undefined;
    if (other.end <= instant) start = Math.max(start, other.end);
    else end = Math.min(end, other.start);
  }
  return { start, end };
}

/** The part of it in both; undefined: there is none. */
export function common(a: Range, b: Range): Range | undefined {
  if (!overlaps(a, b)) return undefined;
  return { start: Math.max(a.start, b.start), end: Math.min(a.end, b.end) };
}

/** What is left of it from this minute on: a meeting may begin now, and not earlier. */
export function ahead(slot: Range, now: number): Range | undefined {
  const minute = Math.floor(now / MINUTE_MS) * MINUTE_MS;
  return common(slot, { start: minute, end: Number.POSITIVE_INFINITY });
}
