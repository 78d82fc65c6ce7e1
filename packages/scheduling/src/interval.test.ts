import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  clip,
  contains,
  type Interval,
  intersect,
  interval,
  isEmpty,
  overlaps,
  sorted,
  subtract,
  union,
} from "./interval.ts";

const between = (start: number, end: number): Interval => ({ start, end });

/** Small numbers, so that touching, equal and empty intervals are common. */
const anyInterval = fc.record({
  start: fc.integer({ min: 0, max: 30 }),
  end: fc.integer({ min: 0, max: 30 }),
});
const anyIntervals = fc.array(anyInterval, { maxLength: 8 });

/** The model: an interval is the set of its whole numbers. */
function points(intervals: readonly Interval[]): Set<number> {
  const set = new Set<number>();
  for (const { start, end } of intervals) {
    for (let at = start; at < end; at++) set.add(at);
  }
  return set;
}

describe("intervals", () => {
  test("that touch do not overlap", () => {
    expect(overlaps(between(1, 2), between(2, 3))).toBe(false);
    expect(overlaps(between(2, 3), between(1, 2))).toBe(false);
  });

  test("that are empty overlap nothing, not even what surrounds them", () => {
    expect(overlaps(between(2, 2), between(1, 3))).toBe(false);
    expect(overlaps(between(3, 1), between(0, 9))).toBe(false);
  });

  test("overlap without being equal", () => {
    expect(overlaps(between(0, 30), between(15, 45))).toBe(true);
    expect(overlaps(between(0, 60), between(15, 45))).toBe(true);
  });

  test("of no length are refused by the schema, and so are fractions", () => {
    expect(interval.safeParse({ start: 1, end: 1 }).success).toBe(false);
    expect(interval.safeParse({ start: 0.5, end: 1 }).success).toBe(false);
    expect(interval.safeParse({ start: 1, end: 2 }).success).toBe(true);
  });

  test("keep what else they carry when they are clipped", () => {
    const busy = { start: 1, end: 9, uid: "a" };
    expect(clip(busy, between(3, 5))).toEqual({ start: 3, end: 5, uid: "a" });
    expect(clip(busy, between(9, 12))).toBeUndefined();
  });

  test("overlap exactly when they share a point", () => {
    fc.assert(
      fc.property(anyInterval, anyInterval, (a, b) => {
        const shared = [...points([a])].some((point) => points([b]).has(point));
        expect(overlaps(a, b)).toBe(shared);
        expect(overlaps(b, a)).toBe(shared);
        expect(clip(a, b) !== undefined).toBe(shared);
      }),
    );
  });

  test("contain each other exactly when no point is left over", () => {
    fc.assert(
      fc.property(anyInterval, anyInterval, (outer, inner) => {
        const left = [...points([inner])].some((point) => !points([outer]).has(point));
        expect(contains(outer, inner)).toBe(!left);
      }),
    );
  });

  test("unite, subtract and intersect like sets, into the fewest pieces", () => {
    fc.assert(
      fc.property(anyIntervals, anyIntervals, (a, b) => {
        const [inA, inB] = [points(a), points(b)];
        const numbers = [...Array(31).keys()];
        const expectPoints = (got: Interval[], wanted: (point: number) => boolean) => {
          expect([...points(got)]).toEqual(numbers.filter(wanted));
          for (const [index, each] of got.entries()) {
            expect(isEmpty(each)).toBe(false);
            if (index > 0) expect(got[index - 1]!.end).toBeLessThan(each.start);
          }
        };
        expectPoints(union([...a, ...b]), (point) => inA.has(point) || inB.has(point));
        expectPoints(subtract(a, b), (point) => inA.has(point) && !inB.has(point));
        expectPoints(intersect(a, b), (point) => inA.has(point) && inB.has(point));
      }),
    );
  });

  test("are not changed by any of it", () => {
    const given = Object.freeze([between(5, 6), between(1, 5), between(2, 2)].map(Object.freeze));
    union(given as Interval[]);
    subtract(given as Interval[], given as Interval[]);
    expect(sorted(given as Interval[])).toEqual([between(1, 5), between(5, 6)]);
    expect(given[0]).toEqual(between(5, 6));
  });
});
