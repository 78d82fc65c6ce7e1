import { describe, expect, it } from "vitest";
import { daysFrom, HOUR_MS, overlaps, rangeOf } from "./ranges.ts";

const BERLIN = "Europe/Berlin";
const hours = ({ start, end }: { start: number; end: number }) => (end - start) / HOUR_MS;

describe("a day", () => {
  it.each([
    ["2026-03-29", BERLIN, 23],
    ["2026-10-25", BERLIN, 25],
    ["2026-11-23", BERLIN, 24],
    // Clocks go forward at midnight: the day before ends when this one begins at one.
    ["2026-04-24", "Africa/Cairo", 23],
    ["2026-04-23", "Africa/Cairo", 24],
  ])("of %s in %s has %i hours", (date, zone, many) => {
    expect(hours(daysFrom(date, 1, zone))).toBe(many);
  });

  it("lies in the week that begins on its Monday, also when it is the Sunday", () => {
    expect(rangeOf("2026-11-29", "week", BERLIN).start).toBe(Date.parse("2026-11-22T23:00Z"));
    expect(hours(rangeOf("2026-03-25", "week", BERLIN))).toBe(167);
    expect(hours(rangeOf("2026-10-25", "week", BERLIN))).toBe(169);
  });
});

it("ranges that only touch do not overlap", () => {
  expect(overlaps({ start: 0, end: 10 }, { start: 10, end: 20 })).toBe(false);
  expect(overlaps({ start: 0, end: 10 }, { start: 9, end: 20 })).toBe(true);
});
