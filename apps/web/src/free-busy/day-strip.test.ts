import { describe, expect, it } from "vitest";
import { daysFrom, HOUR_MS } from "../time/ranges.ts";
import { blockOf, isFree, timeMarks, usefulPart } from "./day-strip.ts";

const BERLIN = "Europe/Berlin";

describe("a day on a strip", () => {
  it("has each hour where it really passes, also the one that clocks show twice", () => {
    const day = daysFrom("2026-10-25", 1, BERLIN);
    const marks = timeMarks(day, BERLIN);
    const noon = marks.find(({ label }) => label === "12:00")!;
    expect(noon.left).toBeCloseTo((100 * 13) / 25);
  });

  it("names days instead of hours when there are several", () => {
    const labels = timeMarks(daysFrom("2026-11-23", 5, BERLIN), BERLIN).map(({ label }) => label);
    expect(labels.filter((label) => /^[A-Z]/.test(label))).toEqual([
      ...["Mon 23", "Tue 24", "Wed 25", "Thu 26", "Fri 27"],
    ]);
  });
});

describe("a block on a strip", () => {
  const window = { start: 0, end: 100 };

  it("is cut where it sticks out, and left out where it only touches", () => {
    expect(blockOf({ start: -50, end: 50 }, window)).toEqual({ left: 0, width: 50 });
    expect(blockOf({ start: 90, end: 120 }, window)).toEqual({ left: 90, width: 10 });
    expect(blockOf({ start: -10, end: 0 }, window)).toBeUndefined();
    expect(blockOf({ start: 100, end: 110 }, window)).toBeUndefined();
  });

  it("does not take the time of what it touches", () => {
    expect(isFree({ start: 10, end: 20 }, [{ start: 20, end: 30 }])).toBe(true);
    expect(isFree({ start: 10, end: 20 }, [{ start: 19, end: 30 }])).toBe(false);
  });
});

describe("the useful part of a day", () => {
  const day = { start: 0, end: 24 * HOUR_MS };

  it("has an hour beside what lies in it, and ends with the day", () => {
    const contents = [{ start: 9 * HOUR_MS, end: 23.5 * HOUR_MS }];
    expect(usefulPart(day, contents)).toEqual({ start: 8 * HOUR_MS, end: 24 * HOUR_MS });
  });

  it("is all of it when there is nothing in it", () => {
    expect(usefulPart(day, [{ start: 25 * HOUR_MS, end: 26 * HOUR_MS }])).toEqual(day);
  });
});
