import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import {
  formatInterval,
  formatWhen,
  instantToLocal,
  isZone,
  localDate,
  localDay,
  localMinutes,
  localToInstant,
  localWeekday,
  nextWeekday,
  parseInstant,
  parseWhen,
  startOfDay,
  utcDay,
  utcDays,
} from "./time.ts";
import { HOUR_MS, MINUTE_MS } from "./wall-clock.ts";

const BERLIN = "Europe/Berlin";
const utc = (text: string) => Date.parse(text);

describe("a local time", () => {
  test("inside a gap is refused, with the instant at which the clocks jump", () => {
    expect(localToInstant("2026-03-29T02:30", BERLIN)).toEqual({
      ok: false,
      reason: "gap",
      resumesAt: utc("2026-03-29T01:00Z"),
      shifted: utc("2026-03-29T01:30Z"),
    });
  });

  test("at the very start of a gap is refused, and at its end is not", () => {
    expect(localToInstant("2026-03-29T01:59:59", BERLIN)).toMatchObject({ ok: true });
    expect(localToInstant("2026-03-29T02:00", BERLIN)).toMatchObject({ ok: false, reason: "gap" });
    expect(localToInstant("2026-03-29T02:59:59", BERLIN)).toMatchObject({ ok: false });
    expect(localToInstant("2026-03-29T03:00", BERLIN)).toMatchObject({
      instant: utc("2026-03-29T01:00Z"),
    });
  });

  test("in a fold is the first of the two", () => {
    const first = { ok: true, instant: utc("2026-10-25T00:30Z"), ambiguous: true };
    expect(localToInstant("2026-10-25T02:30", BERLIN)).toEqual(first);
    expect(localToInstant("2026-10-25T03:00", BERLIN)).toMatchObject({ ambiguous: false });
  });

  test("knows gaps and folds of half an hour, of a whole day, and south of the equator", () => {
    const lordHowe = "Australia/Lord_Howe";
    expect(localToInstant("2026-10-04T02:15", lordHowe)).toMatchObject({
      reason: "gap",
      resumesAt: utc("2026-10-03T15:30Z"),
    });
    expect(localToInstant("2026-04-05T01:45", lordHowe)).toMatchObject({ ambiguous: true });
    expect(localToInstant("2011-12-30T12:00", "Pacific/Apia")).toMatchObject({ reason: "gap" });
    expect(localToInstant("2026-04-05T02:30", "Australia/Sydney")).toMatchObject({
      instant: utc("2026-04-04T15:30Z"),
      ambiguous: true,
    });
  });

  test("is refused when there is no such day, time or zone", () => {
    for (const text of ["2026-02-30T10:00", "2026-13-01T10:00", "2026-01-01T24:00", "tomorrow"]) {
      expect(localToInstant(text, BERLIN)).toEqual({ ok: false, reason: "malformed" });
    }
    expect(localToInstant("2026-01-01T10:00Z", BERLIN)).toMatchObject({ reason: "malformed" });
    for (const zone of ["Europe/Atlantis", "local", "", "+02:00", "system"]) {
      expect(isZone(zone)).toBe(false);
      expect(localToInstant("2026-01-01T10:00", zone)).toMatchObject({ reason: "zone-unknown" });
    }
  });

  test("comes back from its instant, whatever the zone and the day", () => {
    const zones = [BERLIN, "America/New_York", "Asia/Tokyo", "Asia/Kolkata", "Australia/Lord_Howe"];
    const minutes = fc.integer({
      min: utc("2000-01-01") / MINUTE_MS,
      max: utc("2060-01-01") / MINUTE_MS,
    });
    fc.assert(
      fc.property(minutes, fc.constantFrom(...zones), (minute, zone) => {
        const instant = minute * MINUTE_MS;
        const back = localToInstant(instantToLocal(instant, zone), zone);
        if (!back.ok) throw new Error("An instant's own local time is never in a gap.");
        const later = instant - back.instant;
        expect(back.ambiguous ? [0, HOUR_MS, HOUR_MS / 2] : [0]).toContain(later);
      }),
    );
  });
});

describe("in a process of any time zone", () => {
  const before = process.env.TZ;
  afterEach(() => {
    if (before === undefined) delete process.env.TZ;
    else process.env.TZ = before;
  });

  const places: [string, number][] = [
    ["America/Los_Angeles", 480],
    ["Europe/Berlin", -60],
    ["Pacific/Auckland", -780],
    ["UTC", 0],
  ];
  test.each(places)("as %s, gap, fold and days are the same", (zone, minutesBehind) => {
    process.env.TZ = zone;
    expect(new Date(utc("2026-01-01T12:00Z")).getTimezoneOffset()).toBe(minutesBehind);
    expect(localToInstant("2026-03-29T02:30", BERLIN)).toMatchObject({ ok: false, reason: "gap" });
    expect(localToInstant("2026-10-25T02:30", BERLIN)).toMatchObject({
      instant: utc("2026-10-25T00:30Z"),
    });
    expect(startOfDay("2026-03-29", BERLIN)).toBe(utc("2026-03-28T23:00Z"));
    expect(formatWhen(utc("2026-10-25T00:30Z"), BERLIN)).toContain("02:30");
    expect(localWeekday(utc("2026-11-22T23:30Z"), BERLIN)).toBe("mon");
  });
});

describe("a written time", () => {
  test("with an offset is an instant, whatever zone is asked for", () => {
    expect(parseInstant("2026-10-25T02:30+01:00")).toBe(utc("2026-10-25T01:30Z"));
    expect(parseInstant("2026-10-25T02:30:15.250Z")).toBe(utc("2026-10-25T02:30:15.250Z"));
    expect(parseInstant("2026-10-25T02:30-05:30")).toBe(utc("2026-10-25T08:00Z"));
    expect(parseWhen("2026-03-29T02:30Z", BERLIN)).toMatchObject({ ok: true });
  });

  test("without one is local", () => {
    expect(parseInstant("2026-10-25T02:30")).toBeUndefined();
    expect(parseWhen("2026-11-23T09:00", BERLIN)).toMatchObject({
      instant: utc("2026-11-23T08:00Z"),
    });
    expect(parseWhen("2026-03-29T02:30", BERLIN)).toMatchObject({ reason: "gap" });
  });

  test("that is none is refused", () => {
    for (const text of ["", "Z", "2026-02-30T10:00Z", "2026-01-01T10:00+24:00", "2026-01-01Z"]) {
      expect(parseInstant(text)).toBeUndefined();
      expect(parseWhen(text, BERLIN)).toEqual({ ok: false, reason: "malformed" });
    }
  });

  test("for people always says its zone", () => {
    const start = utc("2026-11-23T08:00Z");
    for (const zone of [BERLIN, "America/New_York", "Asia/Kolkata", "UTC"]) {
      expect(formatWhen(start, zone)).toContain(zone);
      expect(formatInterval({ start, end: start + HOUR_MS }, zone)).toContain(zone);
    }
  });

  test("for people tells the two halves of a fold apart", () => {
    const first = utc("2026-10-25T00:30Z");
    expect(formatWhen(first, BERLIN)).not.toBe(formatWhen(first + HOUR_MS, BERLIN));
    const both = formatInterval({ start: first, end: first + HOUR_MS }, BERLIN);
    expect(both).toContain(formatWhen(first + HOUR_MS, BERLIN));
  });
});

describe("days", () => {
  test("have 23 and 25 hours when clocks change", () => {
    const hours = (date: string, zone: string) => {
      const { start, end } = localDay(date, zone);
      return (end - start) / HOUR_MS;
    };
    expect(hours("2026-03-29", BERLIN)).toBe(23);
    expect(hours("2026-10-25", BERLIN)).toBe(25);
    expect(hours("2026-10-26", BERLIN)).toBe(24);
    expect(hours("2026-04-05", "Australia/Lord_Howe")).toBe(24.5);
    expect(hours("2011-12-30", "Pacific/Apia")).toBe(0);
  });

  test("start at the first instant there is, where clocks go forward at midnight", () => {
    expect(instantToLocal(startOfDay("2026-04-24", "Africa/Cairo"), "Africa/Cairo")).toBe(
      "2026-04-24T01:00",
    );
  });

  test("in UTC are those that an interval touches: its end is not part of it", () => {
    const start = utc("2026-11-30T23:00Z");
    expect(utcDays({ start, end: utc("2026-12-01T00:00Z") })).toEqual(["2026-11-30"]);
    expect(utcDays({ start, end: utc("2026-12-01T00:01Z") })).toEqual(["2026-11-30", "2026-12-01"]);
    expect(utcDays({ start, end: start })).toEqual([]);
    expect(utcDay(start)).toBe("2026-11-30");
  });

  test("and minutes are local", () => {
    const instant = utc("2026-11-22T23:30Z");
    expect([localDate(instant, BERLIN), localMinutes(instant, BERLIN)]).toEqual(["2026-11-23", 30]);
    expect(localMinutes(utc("1969-12-31T23:30Z"), "UTC")).toBe(23 * 60 + 30);
  });

  test("next Monday is a week away on a Monday, by the local calendar", () => {
    const monday = { weekday: "mon", time: "09:00", zone: BERLIN } as const;
    const at = (text: string) => nextWeekday({ ...monday, after: utc(text) });
    const wanted = { instant: utc("2026-11-23T08:00Z") };
    expect(at("2026-11-16T00:30Z")).toMatchObject(wanted);
    expect(at("2026-11-22T22:30Z")).toMatchObject(wanted);
    expect(at("2026-11-22T23:30Z")).toMatchObject({ instant: utc("2026-11-30T08:00Z") });
  });
});
