// The calendars of the demo say what their README says, in whatever week the demo runs.

import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readCalendar } from "./calendar.ts";
import { busyIntervals } from "./commitments.ts";
import { instantToLocal, localDay } from "./time.ts";

const zones = {
  "ada-google": "Europe/Berlin",
  "grace-outlook": "America/New_York",
  "haruki-apple": "Asia/Tokyo",
};

function commitments(name: keyof typeof zones, from: number, to: number) {
  const text = readFileSync(new URL(`../demo/${name}.ics`, import.meta.url), "utf8");
  const read = readCalendar(text);
  if (!read.ok) throw new Error(`${read.line}: ${read.problem}`);
  return busyIntervals(read.calendar, { zone: zones[name], from, to });
}

/** The local times of a day, as `09:00–10:00 busy`. */
function day(name: keyof typeof zones, date: string): string[] {
  const { start, end } = localDay(date, zones[name]);
  const { intervals, warnings } = commitments(name, start, end);
  expect(warnings).toEqual([]);
  const time = (at: number) => instantToLocal(at, zones[name]).slice(11);
  return intervals.map((each) => `${time(each.start)}–${time(each.end)} ${each.status}`);
}

describe("Ada's calendar, as Google writes it", () => {
  const school = "07:45–08:15 busy";
  const wholeDay = "00:00–00:00 busy";

  test("keeps local time on both sides of a change of clocks", () => {
    for (const date of ["2026-03-28", "2026-03-29", "2026-10-24", "2026-10-25", "2026-11-22"]) {
      expect(day("ada-google", date)).toEqual([school]);
    }
    for (const date of ["2026-11-23", "2026-11-26", "2027-06-07"]) {
      expect(day("ada-google", date)).toEqual([school, "13:00–15:00 busy"]);
    }
  });

  test("leaves out what was deleted, and shows what was moved where it went", () => {
    expect(day("ada-google", "2026-11-24")).toEqual([school, "10:00–11:00 busy"]);
    expect(day("ada-google", "2026-02-17")).toEqual([school]);
    expect(day("ada-google", "2026-12-22")).toEqual([school]);
    expect(day("ada-google", "2026-03-31")).toEqual([school]);
    expect(day("ada-google", "2026-04-01")).toEqual([school, "14:00–15:00 busy"]);
  });

  test("blocks her holidays, and not a birthday", () => {
    expect(day("ada-google", "2026-12-27")).toContain(wholeDay);
    expect(day("ada-google", "2026-12-28")).not.toContain(wholeDay);
    expect(day("ada-google", "2026-06-23")).not.toContain(wholeDay);
  });
});

describe("Grace's calendar, as Outlook writes it", () => {
  test("blocks an hour of every workday, in summer and in winter", () => {
    for (const date of ["2026-03-09", "2026-07-28", "2026-11-02", "2026-11-23", "2027-01-05"]) {
      expect(day("grace-outlook", date)).toEqual(["09:00–10:00 busy"]);
    }
    expect(day("grace-outlook", "2026-11-22")).toEqual([]);
  });

  test("does not show a series that was cancelled", () => {
    expect(day("grace-outlook", "2026-11-25")).toEqual(["09:00–10:00 busy"]);
  });

  test("is tentative about the second Friday, and away on Thanksgiving", () => {
    expect(day("grace-outlook", "2026-12-11")).toContain("11:00–12:00 tentative");
    expect(day("grace-outlook", "2026-12-18")).toEqual(["09:00–10:00 busy"]);
    expect(day("grace-outlook", "2026-11-26")).toContain("00:00–00:00 busy");
    expect(day("grace-outlook", "2027-11-25")).toContain("00:00–00:00 busy");
  });
});

describe("Haruki's calendar, as Apple writes it", () => {
  const lunch = "12:00–13:00 busy";

  test("has lunch at noon, a customer on Thursday, and no whole Friday", () => {
    expect(day("haruki-apple", "2026-11-23")).toEqual([lunch]);
    expect(day("haruki-apple", "2026-11-26")).toEqual([lunch, "16:00–17:00 busy"]);
    expect(day("haruki-apple", "2026-11-27")).toEqual([lunch]);
  });

  test("follows Berlin's clocks for the call with Berlin", () => {
    expect(day("haruki-apple", "2026-10-20")).toEqual([lunch, "16:00–16:30 busy"]);
    expect(day("haruki-apple", "2026-10-27")).toEqual([lunch, "17:00–17:30 busy"]);
  });

  test("is away over New Year", () => {
    expect(day("haruki-apple", "2027-01-03")).toEqual(["00:00–00:00 busy"]);
    expect(day("haruki-apple", "2027-01-04")).toEqual([lunch]);
  });
});
