import { afterEach, describe, expect, test } from "vitest";
import { expandRule, parseRule, RULE_COUNT_MAX } from "./recurrence.ts";
import { resolveInZone } from "./time.ts";
import { parseDateTime } from "./wall-clock.ts";

const BERLIN = "Europe/Berlin";
const utc = (text: string) => Date.parse(text);

/** The starts of a series as short UTC texts, or the reason why there are none. */
function expand(text: string, start: string, from: string, to: string, zone = BERLIN) {
  const parsed = parseRule(text);
  if (!parsed.ok) return parsed.reason;
  const wall = parseDateTime(start)!;
  const expanded = expandRule(
    parsed.rule,
    { wall, resolve: resolveInZone(zone) },
    { start: utc(from), end: utc(to) },
  );
  if (!expanded.ok) return expanded.reason;
  return expanded.instants.map((instant) => new Date(instant).toISOString().slice(5, 16));
}

describe("a rule across a change of clocks", () => {
  const before = process.env.TZ;
  afterEach(() => {
    if (before === undefined) delete process.env.TZ;
    else process.env.TZ = before;
  });

  test.each(["UTC", "America/Los_Angeles", "Europe/Berlin", "Australia/Sydney"])(
    "skips a gap without counting it and takes the first of a fold, in a process in %s",
    (zone) => {
      process.env.TZ = zone;
      expect(expand("FREQ=DAILY;COUNT=4", "2026-03-27T02:30", "2026-01-01", "2026-12-31")).toEqual([
        "03-27T01:30",
        "03-28T01:30",
        "03-30T00:30",
        "03-31T00:30",
      ]);
      expect(expand("FREQ=DAILY;COUNT=3", "2026-10-24T02:30", "2026-01-01", "2026-12-31")).toEqual([
        "10-24T00:30",
        "10-25T00:30",
        "10-26T01:30",
      ]);
    },
  );

  test("does not count the gap when only a later window is asked for", () => {
    const rule = "FREQ=DAILY;COUNT=4";
    expect(expand(rule, "2026-03-27T02:30", "2026-03-30", "2026-12-31")).toHaveLength(2);
  });

  test("keeps its local time when its very first occurrence is in the gap", () => {
    const starts = expand("FREQ=DAILY", "2026-03-29T02:30", "2026-03-29", "2026-03-31");
    expect(starts).toEqual(["03-29T01:30", "03-30T00:30"]);
  });

  test("follows the other hemisphere", () => {
    const starts = expand(
      "FREQ=WEEKLY",
      "2026-03-30T09:00",
      "2026-03-29",
      "2026-04-14",
      "Australia/Sydney",
    );
    expect(starts).toEqual(["03-29T22:00", "04-05T23:00", "04-12T23:00"]);
  });
});

describe("a rule", () => {
  test("includes the instant that UNTIL names, in every way of writing it", () => {
    for (const until of ["20260107", "20260107T090000", "20260107T080000Z"]) {
      const starts = expand(
        `FREQ=DAILY;UNTIL=${until}`,
        "2026-01-05T09:00",
        "2026-01-01",
        "2026-02-01",
      );
      expect(starts).toHaveLength(3);
    }
    const before = "FREQ=DAILY;UNTIL=20260107T075959Z";
    expect(expand(before, "2026-01-05T09:00", "2026-01-01", "2026-02-01")).toHaveLength(2);
  });

  test("includes the start of its window and not the end", () => {
    const starts = expand(
      "FREQ=DAILY",
      "2026-01-05T09:00",
      "2026-01-06T08:00Z",
      "2026-01-08T08:00Z",
    );
    expect(starts).toEqual(["01-06T08:00", "01-07T08:00"]);
  });

  test("always includes its own start", () => {
    const starts = expand("FREQ=WEEKLY;BYDAY=MO", "2026-01-06T09:00", "2026-01-01", "2026-01-13");
    expect(starts).toEqual(["01-06T08:00", "01-12T08:00"]);
  });

  test("finds the last Friday, the second but last day and every other week", () => {
    const year = ["2026-01-01", "2026-04-01"] as const;
    expect(expand("FREQ=MONTHLY;BYDAY=-1FR", "2026-01-30T12:00", ...year, "UTC")).toEqual([
      "01-30T12:00",
      "02-27T12:00",
      "03-27T12:00",
    ]);
    expect(expand("FREQ=MONTHLY;BYMONTHDAY=-2", "2026-01-30T12:00", ...year, "UTC")).toEqual([
      "01-30T12:00",
      "02-27T12:00",
      "03-30T12:00",
    ]);
    expect(
      expand(
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;WKST=SU",
        "2026-01-05T12:00",
        "2026-01-01",
        "2026-02-01",
      ),
    ).toHaveLength(2);
  });

  test("of the 31st leaves out shorter months", () => {
    const starts = expand("FREQ=MONTHLY", "2026-01-31T12:00", "2026-01-01", "2026-06-01", "UTC");
    expect(starts).toEqual(["01-31T12:00", "03-31T12:00", "05-31T12:00"]);
  });
});

describe("a rule is refused", () => {
  const refusal = (text: string, start = "2026-01-30T09:00") =>
    expand(text, start, "2026-01-01", "2027-01-01");

  test("when it can never occur", () => {
    for (const text of [
      "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
      "FREQ=MONTHLY;BYMONTH=4,6;BYMONTHDAY=31",
      "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=-30",
      "FREQ=YEARLY;BYMONTH=2",
      "FREQ=MONTHLY;BYDAY=6MO",
      "FREQ=YEARLY;BYMONTH=2;BYDAY=-6MO",
    ]) {
      expect(refusal(text), text).toBe("impossible");
    }
  });

  test("when it is of a kind that is left out", () => {
    for (const text of [
      "FREQ=HOURLY",
      "FREQ=SECONDLY;COUNT=3",
      "RSCALE=HEBREW;FREQ=YEARLY",
      "FREQ=DAILY;BYSECOND=1,2",
      "FREQ=YEARLY;BYYEARDAY=366;BYWEEKNO=20",
    ]) {
      expect(refusal(text), text).toBe("unsupported");
    }
  });

  test("when it is none", () => {
    for (const text of [
      "",
      "FREQ=",
      "FREQ=SOMETIMES",
      "COUNT=3",
      "FREQ=DAILY;FREQ=DAILY",
      "FREQ=DAILY;COUNT=0",
      "FREQ=DAILY;COUNT=-1",
      "FREQ=DAILY;COUNT=1e9",
      "FREQ=DAILY;INTERVAL=0",
      "FREQ=DAILY;COUNT=3;UNTIL=20270101",
      "FREQ=DAILY;UNTIL=20260230",
      "FREQ=WEEKLY;BYDAY=1MO",
      "FREQ=WEEKLY;BYDAY=XX",
      "FREQ=WEEKLY;BYMONTHDAY=3",
      "FREQ=MONTHLY;BYMONTHDAY=0",
      "FREQ=MONTHLY;BYSETPOS=1",
    ]) {
      expect(refusal(text), text).toBe("malformed");
    }
  });

  test("when it asks for too much", () => {
    const minutes = [...Array(60).keys()].join(",");
    expect(refusal(`FREQ=DAILY;COUNT=${RULE_COUNT_MAX + 1}`)).toBe("too-large");
    expect(refusal(`FREQ=DAILY;BYMINUTE=${minutes}`)).toBe("too-large");
    expect(refusal(`FREQ=DAILY;BYDAY=${"MO,".repeat(9_999)}MO`)).toBe("too-large");
    expect(expand("FREQ=DAILY", "2026-01-05T09:00", "2026-01-01", "2096-01-01")).toBe("too-large");
  });

  test("or answered within bounded work, however it hides that it is impossible", () => {
    for (const text of [
      "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=20",
      "FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=31;COUNT=5",
      "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO;BYSETPOS=2;COUNT=9",
      "FREQ=YEARLY;BYWEEKNO=20;BYMONTH=12;COUNT=9",
    ]) {
      const starts = refusal(text, "2016-02-03T02:30");
      expect(starts === "too-large" || starts.length === 0, `${text}: ${starts}`).toBe(true);
    }
  });
});
