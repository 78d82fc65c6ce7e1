import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Interval, overlaps } from "./interval.ts";
import { everyWorkday, isWithin, openIntervals, weeklyHours } from "./opening-hours.ts";
import { localDay, localMinutes, localWeekday } from "./time.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "./wall-clock.ts";

const BERLIN = "Europe/Berlin";
const utc = (text: string) => Date.parse(text);
const written = (intervals: readonly Interval[]) =>
  intervals.map(({ start, end }) =>
    [start, end].map((at) => new Date(at).toISOString().slice(0, 16)).join("/"),
  );

describe("opening hours", () => {
  test("stay local when clocks change", () => {
    const hours = everyWorkday(["08:00", "18:00"]);
    const week = { start: utc("2026-10-23T00:00Z"), end: utc("2026-10-27T00:00Z") };
    expect(written(openIntervals(hours, BERLIN, week))).toEqual([
      "2026-10-23T06:00/2026-10-23T16:00",
      "2026-10-26T07:00/2026-10-26T17:00",
    ]);
  });

  test("around the clock last 23 and 25 hours", () => {
    const always = weeklyHours.parse({ sun: [["00:00", "24:00"]] });
    for (const [date, hours] of [
      ["2026-03-29", 23],
      ["2026-10-25", 25],
    ] as const) {
      const [open] = openIntervals(always, BERLIN, localDay(date, BERLIN));
      expect((open!.end - open!.start) / HOUR_MS).toBe(hours);
    }
  });

  test("that begin inside a gap begin when the clocks jump", () => {
    const hours = weeklyHours.parse({ sun: [["02:30", "04:00"]] });
    const day = localDay("2026-03-29", BERLIN);
    expect(written(openIntervals(hours, BERLIN, day))).toEqual([
      "2026-03-29T01:00/2026-03-29T02:00",
    ]);
  });

  test("of a night shift are one span across midnight", () => {
    const hours = weeklyHours.parse({ mon: [["22:00", "24:00"]], tue: [["00:00", "06:00"]] });
    const night = { start: utc("2026-11-23T21:30Z"), end: utc("2026-11-24T04:00Z") };
    expect(isWithin(hours, BERLIN, night)).toEqual({ ok: true });
    expect(isWithin(hours, BERLIN, { ...night, end: utc("2026-11-24T05:01Z") }).ok).toBe(false);
  });

  test("say why they are exceeded, and when it is open", () => {
    const hours = everyWorkday(["08:00", "12:00"], ["13:00", "18:00"]);
    const lunch = { start: utc("2026-11-23T10:30Z"), end: utc("2026-11-23T11:30Z") };
    const refused = isWithin(hours, BERLIN, lunch);
    expect(refused).toMatchObject({ ok: false, reason: "outside-hours" });
    expect(refused.ok ? [] : written(refused.open)).toEqual([
      "2026-11-23T07:00/2026-11-23T11:00",
      "2026-11-23T12:00/2026-11-23T17:00",
    ]);
    const sunday = { start: utc("2026-11-22T10:30Z"), end: utc("2026-11-22T11:30Z") };
    expect(isWithin(hours, BERLIN, sunday)).toMatchObject({ reason: "closed-that-day", open: [] });
  });

  test("include their first instant and not their last", () => {
    const hours = everyWorkday(["08:00", "18:00"]);
    const day = { start: utc("2026-11-23T07:00Z"), end: utc("2026-11-23T17:00Z") };
    expect(isWithin(hours, BERLIN, day).ok).toBe(true);
    expect(isWithin(hours, BERLIN, { ...day, start: day.start - 1 }).ok).toBe(false);
    expect(isWithin(hours, BERLIN, { ...day, end: day.end + 1 }).ok).toBe(false);
  });

  test("are refused when they overlap, close before they open or name no day", () => {
    const refused = [
      {
        mon: [
          ["08:00", "12:00"],
          ["11:00", "13:00"],
        ],
      },
      { mon: [["12:00", "08:00"]] },
      { mon: [["08:00", "08:00"]] },
      { mon: [["8:00", "12:00"]] },
      { mon: [["08:00", "24:30"]] },
      { funday: [["08:00", "12:00"]] },
    ];
    for (const hours of refused) expect(weeklyHours.safeParse(hours).success).toBe(false);
    expect(weeklyHours.safeParse({}).success).toBe(true);
  });

  test("hold exactly the minutes that a clock on the wall says", () => {
    const hours = everyWorkday(["08:00", "18:00"]);
    const minute = fc.integer({
      min: utc("2026-01-01") / MINUTE_MS,
      max: utc("2028-01-01") / MINUTE_MS,
    });
    const zone = fc.constantFrom(BERLIN, "America/New_York", "Asia/Tokyo", "Australia/Sydney");
    fc.assert(
      fc.property(minute, zone, (at, zoneName) => {
        const instant = at * MINUTE_MS;
        const around = { start: instant - DAY_MS, end: instant + DAY_MS };
        const here = { start: instant, end: instant + MINUTE_MS };
        const open = openIntervals(hours, zoneName, around).some((each) => overlaps(each, here));
        const minutes = localMinutes(instant, zoneName);
        const workday = !["sat", "sun"].includes(localWeekday(instant, zoneName));
        expect(open).toBe(workday && minutes >= 8 * 60 && minutes < 18 * 60);
      }),
    );
  });
});
