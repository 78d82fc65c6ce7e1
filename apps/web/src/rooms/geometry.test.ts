import { describe, expect, test } from "vitest";
import { HOUR_MS, MINUTE_MS, rangeOf } from "../time/ranges.ts";
import {
  dayMarks,
  hourMarks,
  hoursIn,
  instantAt,
  slotBetween,
  snap,
  snapDown,
  widthOf,
  xOf,
} from "./geometry.ts";

const BERLIN = "Europe/Berlin";
const labels = (date: string, zone: string) =>
  hourMarks(rangeOf(date, "day", zone), zone).map(({ label }) => label);

describe("a day on the timeline", () => {
  test("has 23 hours when clocks go forward, and none that does not exist", () => {
    const day = rangeOf("2026-03-29", "day", BERLIN);
    expect(hoursIn(day)).toBe(23);
    expect(labels("2026-03-29", BERLIN).slice(0, 4)).toEqual(["00", "01", "03", "04"]);
    expect(labels("2026-03-29", BERLIN)).toHaveLength(23);
  });

  test("has 25 hours when clocks go back, one of them twice and marked", () => {
    const day = rangeOf("2026-10-25", "day", BERLIN);
    expect(hoursIn(day)).toBe(25);
    const marks = hourMarks(day, BERLIN);
    expect(marks.slice(0, 5).map(({ label }) => label)).toEqual(["00", "01", "02", "02", "03"]);
    expect(marks.filter(({ repeated }) => repeated)).toHaveLength(1);
    expect(marks[3]!.repeated).toBe(true);
  });

  test("begins at one where clocks go forward at midnight", () => {
    const day = rangeOf("2026-04-24", "day", "Africa/Cairo");
    expect(hoursIn(day)).toBe(23);
    expect(labels("2026-04-24", "Africa/Cairo")[0]).toBe("01");
  });

  test("of a week with such a day is as wide as it is long", () => {
    expect(hoursIn(rangeOf("2026-03-25", "week", BERLIN))).toBe(167);
    expect(hoursIn(rangeOf("2026-10-25", "week", BERLIN))).toBe(169);
    const week = rangeOf("2026-10-25", "week", BERLIN);
    expect(dayMarks(week, BERLIN).map(({ hours }) => hours)).toEqual([24, 24, 24, 24, 24, 24, 25]);
  });

  test("a week begins on Monday, also when it is asked for by its Sunday", () => {
    expect(rangeOf("2026-11-29", "week", BERLIN).start).toBe(Date.parse("2026-11-22T23:00Z"));
  });
});

describe("the lane's scale", () => {
  const scale = { ...rangeOf("2026-10-25", "day", BERLIN), hourWidth: 80 };

  test("leads from instants to pixels and back, over a change of clocks too", () => {
    for (let hours = 0; hours <= 25; hours += 0.25) {
      const instant = scale.start + hours * HOUR_MS;
      expect(xOf(instant, scale)).toBeCloseTo(hours * 80);
      expect(instantAt(xOf(instant, scale), scale)).toBe(instant);
    }
    expect(widthOf(scale)).toBe(25 * 80);
  });

  test("snaps to quarters of an hour, of zones that are not whole hours away too", () => {
    const day = rangeOf("2026-11-23", "day", "Asia/Kathmandu");
    expect(snapDown(day.start)).toBe(day.start);
    expect(snap(day.start + 8 * MINUTE_MS)).toBe(day.start + 15 * MINUTE_MS);
    expect(snap(day.start + 7 * MINUTE_MS)).toBe(day.start);
  });
});

describe("a slot that is dragged", () => {
  const day = rangeOf("2026-11-23", "day", BERLIN);
  const at = (minutes: number) => day.start + minutes * MINUTE_MS;

  test("is never shorter than a quarter of an hour", () => {
    expect(slotBetween(at(61), at(62), day)).toEqual({ start: at(60), end: at(75) });
    expect(slotBetween(at(60), at(60), day)).toEqual({ start: at(60), end: at(75) });
  });

  test("may be dragged backwards", () => {
    expect(slotBetween(at(100), at(40), day)).toEqual({ start: at(30), end: at(105) });
  });

  test("stays within the day", () => {
    expect(slotBetween(at(-50), at(20), day)).toEqual({ start: at(0), end: at(30) });
    const last = slotBetween(at(24 * 60 - 1), at(24 * 60 + 90), day);
    expect(last).toEqual({ start: at(24 * 60 - 15), end: at(24 * 60) });
  });
});
