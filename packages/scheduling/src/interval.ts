/**
 * Intervals of time: `[start, end)`, in milliseconds since 1970.
 *
 * The end is not part of it, so two that touch do not overlap: a meeting until ten leaves the room
 * free at ten. An interval that does not start before it ends is empty, and overlaps nothing.
 */

import { z } from "zod";

export interface Interval {
  readonly start: number;
  readonly end: number;
}

/** An interval that is not empty, of whole milliseconds. */
export const interval = z
  .object({ start: z.int(), end: z.int() })
  .refine(({ start, end }) => start < end, { error: "An interval has to start before it ends." });

export function isEmpty({ start, end }: Interval): boolean {
  return !(start < end);
}

export function durationMs({ start, end }: Interval): number {
  return Math.max(0, end - start);
}

export function overlaps(a: Interval, b: Interval): boolean {
  return !isEmpty(a) && !isEmpty(b) && a.start < b.end && b.start < a.end;
}

/** Does `outer` hold all of `inner`? The empty interval is everywhere. */
export function contains(outer: Interval, inner: Interval): boolean {
  return isEmpty(inner) || (outer.start <= inner.start && inner.end <= outer.end);
}

/** What both have, or undefined when that is nothing. */
export function clip<T extends Interval>(intervalOf: T, to: Interval): T | undefined {
  const start = Math.max(intervalOf.start, to.start);
  const end = Math.min(intervalOf.end, to.end);
  return start < end ? { ...intervalOf, start, end } : undefined;
}

/** The same instants in the fewest intervals: sorted, apart, none touching the next. */
export function union(intervals: readonly Interval[]): Interval[] {
  const merged: { start: number; end: number }[] = [];
  for (const { start, end } of sorted(intervals)) {
    const last = merged.at(-1);
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else merged.push({ start, end });
  }
  return merged;
}

/** The instants of `from` that are in none of `taken`, in the fewest intervals. */
export function subtract(from: readonly Interval[], taken: readonly Interval[]): Interval[] {
  const obstacles = union(taken);
  const left: Interval[] = [];
  let first = 0;
  for (const { start, end } of union(from)) {
    while (first < obstacles.length && obstacles[first]!.end <= start) first += 1;
    let at = start;
    for (let index = first; index < obstacles.length && obstacles[index]!.start < end; index++) {
      const obstacle = obstacles[index]!;
      if (at < obstacle.start) left.push({ start: at, end: obstacle.start });
      at = obstacle.end;
    }
    if (at < end) left.push({ start: at, end });
  }
  return left;
}

/** The instants that are in both, in the fewest intervals. */
export function intersect(a: readonly Interval[], b: readonly Interval[]): Interval[] {
  return subtract(a, subtract(a, b));
}

/** By start, then by end; empty ones are dropped. */
export function sorted<T extends Interval>(intervals: readonly T[]): T[] {
  return intervals
    .filter((each) => !isEmpty(each))
    .sort((a, b) => a.start - b.start || a.end - b.end);
}
