import { describe, expect, test } from "vitest";
import { readCalendar } from "./calendar.ts";
import { busyIntervals, byMonth, type Commitments } from "./commitments.ts";
import { HOUR_MS } from "./wall-clock.ts";

const BERLIN = "Europe/Berlin";
const utc = (text: string) => Date.parse(text);

interface Asked {
  zone?: string;
  from?: string;
  to?: string;
  outside?: string[];
}

/** Each event is its lines; a uid is added where there is none. */
function busy(events: string[][], asked: Asked = {}): Commitments {
  const { zone = BERLIN, from = "2026-11-23", to = "2026-11-30", outside = [] } = asked;
  const blocks = events.map((lines, index) => {
    const uid = lines.some((line) => line.startsWith("UID:")) ? [] : [`UID:event-${index}`];
    return ["BEGIN:VEVENT", ...uid, ...lines, "END:VEVENT"].join("\r\n");
  });
  const read = readCalendar(
    ["BEGIN:VCALENDAR", ...outside, ...blocks, "END:VCALENDAR"].join("\r\n"),
  );
  if (!read.ok) throw new Error(`${read.line}: ${read.problem}`);
  return busyIntervals(read.calendar, { zone, from: utc(from), to: utc(to) });
}

/** As `23T08:00/23T09:00 busy`, in UTC. */
function written({ intervals }: Commitments): string[] {
  const short = (at: number) => new Date(at).toISOString().slice(8, 16);
  return intervals.map(({ start, end, status }) => `${short(start)}/${short(end)} ${status}`);
}

const codes = ({ warnings }: Commitments) => warnings.map(({ code }) => code);

describe("a whole day", () => {
  test("blocks the owner's local day, not the UTC day", () => {
    const day = [["DTSTART;VALUE=DATE:20261124"]];
    expect(written(busy(day))).toEqual(["23T23:00/24T23:00 busy"]);
    expect(written(busy(day, { zone: "America/New_York" }))).toEqual(["24T05:00/25T05:00 busy"]);
  });

  test("blocks 25 hours when clocks go back", () => {
    const event = [["DTSTART;VALUE=DATE:20261025", "DTEND;VALUE=DATE:20261026"]];
    const { intervals } = busy(event, { from: "2026-10-20", to: "2026-10-30" });
    expect(intervals.map(({ start, end }) => (end - start) / HOUR_MS)).toEqual([25]);
  });

  test("that recurs follows the owner's days across a change of clocks, UNTIL included", () => {
    const event = [["DTSTART;VALUE=DATE:20261024", "RRULE:FREQ=DAILY;UNTIL=20261026"]];
    expect(written(busy(event, { from: "2026-10-20", to: "2026-10-30" }))).toEqual([
      "23T22:00/24T22:00 busy",
      "24T22:00/25T23:00 busy",
      "25T23:00/26T23:00 busy",
    ]);
  });

  test("that is transparent blocks nothing", () => {
    expect(written(busy([["DTSTART;VALUE=DATE:20261124", "TRANSP:TRANSPARENT"]]))).toEqual([]);
  });
});

describe("an event", () => {
  const at9 = ["DTSTART:20261124T090000Z", "DTEND:20261124T100000Z"];

  test("that is cancelled never blocks, and one that is tentative says so", () => {
    expect(written(busy([[...at9, "STATUS:CANCELLED"]]))).toEqual([]);
    expect(written(busy([[...at9, "STATUS:TENTATIVE"]]))).toEqual(["24T09:00/24T10:00 tentative"]);
  });

  test("at a floating time is where its owner is", () => {
    const floating = [["DTSTART:20261124T090000", "DURATION:PT1H"]];
    expect(written(busy(floating))).toEqual(["24T08:00/24T09:00 busy"]);
    expect(written(busy(floating, { zone: "Asia/Tokyo" }))).toEqual(["24T00:00/24T01:00 busy"]);
  });

  test("without an end or with none of length blocks nothing", () => {
    expect(
      written(busy([["DTSTART:20261124T090000Z"], [...at9.slice(0, 1), "DURATION:PT0S"]])),
    ).toEqual([]);
  });

  test("that ends before it starts is unknown in between", () => {
    const backwards = busy([["DTSTART:20261124T100000Z", "DTEND:20261124T090000Z"]]);
    expect(written(backwards)).toEqual(["24T09:00/24T10:00 unknown"]);
    expect(codes(backwards)).toEqual(["ends-before-start"]);
  });

  test("inside a gap is read with the offset from before it, as the format demands", () => {
    const event = [["DTSTART;TZID=Europe/Berlin:20260329T023000", "DURATION:PT1H"]];
    expect(written(busy(event, { from: "2026-03-28", to: "2026-03-30" }))).toEqual([
      "29T01:30/29T02:30 busy",
    ]);
  });

  test("lasts nominal days and exact hours across a change of clocks", () => {
    const event = [["DTSTART;TZID=Europe/Berlin:20261024T120000", "DURATION:P1DT1H"]];
    expect(written(busy(event, { from: "2026-10-24", to: "2026-10-27" }))).toEqual([
      "24T10:00/25T12:00 busy",
    ]);
  });

  test("is cut to the window, and touching the window is outside it", () => {
    const events = [
      ["DTSTART:20261122T220000Z", "DTEND:20261123T020000Z"],
      ["DTSTART:20261122T220000Z", "DTEND:20261123T000000Z"],
      ["DTSTART:20261130T000000Z", "DTEND:20261130T010000Z"],
    ];
    expect(written(busy(events))).toEqual(["23T00:00/23T02:00 busy"]);
  });
});

describe("what is not known is never free", () => {
  test("a time in a zone nobody knows blocks wherever on earth it might be", () => {
    const result = busy([["DTSTART;TZID=Shire:20261125T120000", "DURATION:PT1H"]]);
    expect(written(result)).toEqual(["24T22:00/26T01:00 unknown"]);
    expect(codes(result)).toEqual(["zone-unknown"]);
  });

  test("a series in a zone nobody knows still honours its exceptions", () => {
    const series = [
      "DTSTART;TZID=Shire:20261103T120000",
      "DURATION:PT1H",
      "RRULE:FREQ=WEEKLY",
      "EXDATE;TZID=Shire:20261124T120000",
    ];
    expect(written(busy([series]))).toEqual([]);
    expect(written(busy([series.slice(0, 3)]))).toEqual(["23T22:00/25T01:00 unknown"]);
  });

  test("a rule that cannot be expanded blocks from its start on", () => {
    for (const rule of ["FREQ=HOURLY", "FREQ=DAILY;COUNT=99999", "nonsense"]) {
      const result = busy([["DTSTART:20261125T120000Z", "DURATION:PT1H", `RRULE:${rule}`]]);
      expect(written(result), rule).toEqual(["24T22:00/30T00:00 unknown"]);
      expect(codes(result)).toEqual(["rule-refused"]);
    }
  });

  test("unless it says itself that it ended before", () => {
    const rule = "RRULE:FREQ=HOURLY;UNTIL=20251231T000000Z";
    expect(written(busy([["DTSTART:20250101T120000Z", "DURATION:PT1H", rule]]))).toEqual([]);
  });

  test("a change of all later occurrences blocks from there on", () => {
    const result = busy([
      ["UID:s", "DTSTART:20261102T090000Z", "DURATION:PT1H", "RRULE:FREQ=WEEKLY"],
      ["UID:s", "DTSTART:20261126T090000Z", "RECURRENCE-ID;RANGE=THISANDFUTURE:20261130T090000Z"],
    ]);
    expect(written(result)).toContain("26T09:00/30T00:00 unknown");
    expect(codes(result)).toContain("series-changed");
  });

  test("what lies beyond the horizon is unknown", () => {
    const result = busy([], { from: "2026-01-01", to: "2028-01-01" });
    expect(result.intervals).toMatchObject([{ end: utc("2028-01-01"), status: "unknown" }]);
    expect(codes(result)).toEqual(["beyond-horizon"]);
  });

  test("neither is what a hostile file would take too long to tell", () => {
    const series = ["DTSTART:20100101T023000", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=1000"];
    const result = busy(Array.from({ length: 2_000 }, () => series));
    expect(codes(result)).toContain("rule-refused");
    expect(result.intervals.some(({ status }) => status === "unknown")).toBe(true);
  });
});

describe("a series", () => {
  const weekly = [
    "UID:weekly",
    "DTSTART;TZID=Europe/Berlin:20261103T100000",
    "DTEND;TZID=Europe/Berlin:20261103T110000",
    "RRULE:FREQ=WEEKLY",
  ];
  const replacing = "RECURRENCE-ID;TZID=Europe/Berlin:20261124T100000";

  test("keeps its local time", () => {
    expect(written(busy([weekly]))).toEqual(["24T09:00/24T10:00 busy"]);
  });

  test("leaves out what EXDATE names, in any zone, and adds what RDATE names", () => {
    expect(written(busy([[...weekly, "EXDATE:20261124T090000Z"]]))).toEqual([]);
    const added = [...weekly, "RDATE:20261125T120000Z", "RDATE;VALUE=PERIOD:20261126T120000Z/PT3H"];
    expect(written(busy([added]))).toEqual([
      "24T09:00/24T10:00 busy",
      "25T12:00/25T13:00 busy",
      "26T12:00/26T15:00 busy",
    ]);
  });

  test("frees the old time of a moved occurrence and blocks the new one", () => {
    const moved = ["UID:weekly", replacing, "DTSTART:20261125T150000Z", "DURATION:PT30M"];
    expect(written(busy([weekly, moved]))).toEqual(["25T15:00/25T15:30 busy"]);
    expect(written(busy([moved, weekly]))).toEqual(["25T15:00/25T15:30 busy"]);
  });

  test("moves an occurrence into the window, and out of it", () => {
    const elsewhere = { from: "2026-12-01T00:00Z", to: "2026-12-01T06:00Z" };
    const moved = ["UID:weekly", replacing, "DTSTART:20261201T030000Z", "DURATION:PT30M"];
    expect(written(busy([weekly, moved], elsewhere))).toEqual(["01T03:00/01T03:30 busy"]);
    expect(written(busy([weekly, moved]))).toEqual([]);
  });

  test("frees a cancelled or transparent occurrence", () => {
    for (const line of ["STATUS:CANCELLED", "TRANSP:TRANSPARENT"]) {
      const free = ["UID:weekly", replacing, "DTSTART:20261124T090000Z", "DURATION:PT1H", line];
      expect(written(busy([weekly, free]))).toEqual([]);
    }
  });

  test("takes the newest of two revisions of an occurrence, and of itself", () => {
    const old = [
      "UID:weekly",
      replacing,
      "SEQUENCE:1",
      "DTSTART:20261125T150000Z",
      "DURATION:PT1H",
    ];
    const cancelled = [
      "UID:weekly",
      replacing,
      "SEQUENCE:2",
      "DTSTART:20261124T090000Z",
      "STATUS:CANCELLED",
    ];
    expect(written(busy([weekly, cancelled, old]))).toEqual([]);
    expect(written(busy([weekly, [...weekly, "SEQUENCE:3", "STATUS:CANCELLED"]]))).toEqual([]);
  });

  test("of which only one occurrence is in the file still blocks that one", () => {
    const alone = ["UID:weekly", replacing, "DTSTART:20261125T150000Z", "DURATION:PT1H"];
    expect(written(busy([alone]))).toEqual(["25T15:00/25T16:00 busy"]);
  });

  test("whose occurrence began before the window blocks the rest of it", () => {
    const long = ["DTSTART:20261101T000000Z", "DURATION:P3D", "RRULE:FREQ=WEEKLY"];
    const window = { from: "2026-11-24T12:00Z", to: "2026-11-28" };
    expect(written(busy([long], window))).toEqual(["24T12:00/25T00:00 busy"]);
  });
});

describe("a zone that the file describes itself", () => {
  const observance = (kind: string, ...lines: string[]) => [
    `BEGIN:${kind}`,
    ...lines,
    `END:${kind}`,
  ];
  const described = [
    "BEGIN:VTIMEZONE",
    "TZID:Head office",
    ...observance(
      "STANDARD",
      "DTSTART:16011028T030000",
      "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10",
      "TZOFFSETFROM:+0200",
      "TZOFFSETTO:+0100",
    ),
    ...observance(
      "DAYLIGHT",
      "DTSTART:16010325T020000",
      "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3",
      "TZOFFSETFROM:+0100",
      "TZOFFSETTO:+0200",
    ),
    "END:VTIMEZONE",
  ];
  const daily = (...lines: string[]) => [
    "DTSTART;TZID=Head office:20260101T023000",
    "DTEND;TZID=Head office:20260101T030000",
    ...lines,
  ];

  test("is used, and agrees with the IANA zone that it copies", () => {
    const event = [daily("RRULE:FREQ=DAILY")];
    const same = [daily("RRULE:FREQ=DAILY").map((line) => line.replace("Head office", BERLIN))];
    for (const [from, to] of [
      ["2026-03-27", "2026-04-01"],
      ["2026-10-23", "2026-10-28"],
    ] as const) {
      const own = busy(event, { from, to, outside: described, zone: "UTC" });
      expect(written(own)).toEqual(written(busy(same, { from, to })));
      expect(codes(own)).toEqual([]);
    }
  });

  test("skips a gap without counting it, too", () => {
    const counted = [daily("RRULE:FREQ=DAILY;COUNT=88")];
    const result = busy(counted, { from: "2026-03-28", to: "2026-04-01", outside: described });
    expect(written(result)).toEqual(["28T01:30/28T02:00 busy", "30T00:30/30T01:00 busy"]);
  });

  test("is unknown when its description cannot be followed", () => {
    const endless = described.map((line) => line.replace("FREQ=YEARLY", "FREQ=SECONDLY"));
    const result = busy([daily()], { from: "2025-12-31", to: "2026-01-03", outside: endless });
    expect(codes(result)).toEqual(["zone-unknown"]);
  });
});

describe("months", () => {
  test("hold what touches them: an interval across a border is in both", () => {
    const over = { start: utc("2026-11-30T23:00Z"), end: utc("2027-01-01T00:00Z") };
    const within = { start: utc("2026-12-01T00:00Z"), end: utc("2026-12-01T01:00Z") };
    expect(byMonth([within, over])).toEqual({ "2026-11": [over], "2026-12": [over, within] });
    expect(byMonth([])).toEqual({});
  });
});

describe("a large calendar", () => {
  test("of years of events is read without placing each of them", () => {
    const events = Array.from({ length: 8_000 }, (_, index) => {
      const date = new Date(utc("2006-01-01") + index * 86_400_000).toISOString().slice(0, 10);
      return [`DTSTART;TZID=Europe/Berlin:${date.replaceAll("-", "")}T090000`, "DURATION:PT1H"];
    });
    expect(busy(events).intervals).toHaveLength(7);
  });

  test("is the same in whichever order its events stand", () => {
    const events = ["24T09", "23T11", "24T08"].map((at) => [
      `DTSTART:202611${at}0000Z`,
      "DURATION:PT2H",
    ]);
    const wanted = ["23T11:00/23T13:00 busy", "24T08:00/24T10:00 busy", "24T09:00/24T11:00 busy"];
    expect(written(busy(events))).toEqual(wanted);
    expect(written(busy(events.toReversed()))).toEqual(wanted);
  });

  test("whose dates are absurd is answered all the same", () => {
    const absurd = [
      ["DTSTART:99991231T235959", "DURATION:P99999W"],
      ["DTSTART;VALUE=DATE:20261123", "DURATION:P99999W"],
      ["DTSTART;VALUE=DATE:10000101", "RRULE:FREQ=YEARLY", "RDATE;VALUE=DATE:99991231"],
      ["DTSTART:20261123T000000Z", "DURATION:-P99999W"],
    ];
    for (const event of absurd) {
      for (const zone of [BERLIN, "Pacific/Apia"]) {
        expect(Array.isArray(busy([event], { zone }).intervals)).toBe(true);
      }
    }
  });
});
