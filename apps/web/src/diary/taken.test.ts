import { describe, expect, test } from "vitest";
import { MINUTE_MS } from "../time/ranges.ts";
import { ahead, common, freeAround } from "./taken.ts";

const day = { start: 0, end: 100 };

describe("free time", () => {
  test("is none where something is, and begins where that ends", () => {
    const taken = [{ start: 10, end: 20 }];
    expect(freeAround(10, taken, day)).toBeUndefined();
    expect(freeAround(19, taken, day)).toBeUndefined();
    expect(freeAround(20, taken, day)).toEqual({ start: 20, end: 100 });
    expect(freeAround(9, taken, day)).toEqual({ start: 0, end: 10 });
  });

  test("lies between its neighbours, in whatever order they come", () => {
    const taken = [
      { start: 60, end: 70 },
      { start: 10, end: 20 },
      { start: 40, end: 50 },
    ];
    expect(freeAround(30, taken, day)).toEqual({ start: 20, end: 40 });
  });

  test("that has passed is not to be had; the minute that runs is", () => {
    const now = 10 * MINUTE_MS + 30_000;
    expect(ahead({ start: 0, end: 10 * MINUTE_MS }, now)).toBeUndefined();
    expect(ahead({ start: 0, end: 20 * MINUTE_MS }, now)).toEqual({
      start: 10 * MINUTE_MS,
      end: 20 * MINUTE_MS,
    });
    expect(common({ start: 0, end: 5 }, { start: 5, end: 9 })).toBeUndefined();
  });
});
