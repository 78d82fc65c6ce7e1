import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type CalendarEvent, type CalendarTime, readCalendar, wholeDays } from "./calendar.ts";
import { knownZone } from "./calendar-zone.ts";
import { CALENDAR_CHARS_MAX } from "./content-lines.ts";
import { isZone } from "./time.ts";

const utc = (text: string) => Date.parse(text);

/** A calendar file around the lines of one event. */
function eventFile(...lines: string[]): string {
  const event = ["BEGIN:VEVENT", "UID:one", ...lines, "END:VEVENT"];
  return ["BEGIN:VCALENDAR", "VERSION:2.0", ...event, "END:VCALENDAR", ""].join("\r\n");
}

function readEvent(...lines: string[]): CalendarEvent {
  const read = readCalendar(eventFile(...lines));
  if (!read.ok) throw new Error(`${read.line}: ${read.problem}`);
  return read.calendar.events[0]!;
}

function readProblem(text: string): number | "no line" {
  const read = readCalendar(text);
  if (read.ok) throw new Error("The file was read, and should not have been.");
  return read.line ?? "no line";
}

const start = (line: string): CalendarTime => readEvent(line).start;

describe("a calendar file", () => {
  test("tells instants, zoned, floating times and days apart", () => {
    expect(start("DTSTART:20261123T090000Z")).toEqual({
      kind: "instant",
      instant: utc("2026-11-23T09:00Z"),
    });
    const wall = utc("2026-11-23T09:00Z");
    expect(start("DTSTART:20261123T090000")).toEqual({ kind: "floating", wall });
    expect(start("DTSTART;TZID=Europe/Berlin:20261123T090000")).toMatchObject({
      kind: "zoned",
      wall,
      zone: { kind: "iana", zone: "Europe/Berlin" },
    });
    const day = { kind: "day", wall: utc("2026-11-23T00:00Z") };
    expect(start("DTSTART;VALUE=DATE:20261123")).toEqual(day);
    expect(start("DTSTART:20261123")).toEqual(day);
  });

  test("reads an Outlook zone in quotes and a maker's prefix", () => {
    const zoneOf = (tzid: string) => start(`DTSTART;TZID=${tzid}:20261123T090000`);
    expect(zoneOf('"W. Europe Standard Time"')).toMatchObject({ zone: { zone: "Europe/Berlin" } });
    for (const maker of ["mozilla.org/20050126_1", "freeassociation.sourceforge.net", "x/Tzfile"]) {
      expect(zoneOf(`/${maker}/America/Argentina/Buenos_Aires`)).toMatchObject({
        zone: { zone: "America/Argentina/Buenos_Aires" },
      });
    }
    expect(zoneOf("Middle-earth/Shire")).toMatchObject({ zone: { kind: "unknown" } });
  });

  test("maps every Windows zone that we know to one that exists", () => {
    const names = ["GMT Standard Time", "eastern standard time", "Tokyo Standard Time", "UTC-11"];
    for (const name of names) expect(isZone(knownZone(name)!)).toBe(true);
    expect(knownZone("constructor")).toBeUndefined();
  });

  test("unfolds lines, with either kind of line end, a byte-order mark and empty lines", () => {
    const folded = "SUMMARY:A lo\r\n ng\r\n\t title";
    expect(readEvent("DTSTART:20261123", folded).summary).toBe("A long title");
    const other = `\uFEFF${eventFile("DTSTART:20261123", "", folded).replaceAll("\r\n", "\n")}`;
    expect(readCalendar(other)).toMatchObject({
      ok: true,
      calendar: { events: [{ summary: "A long title" }] },
    });
  });

  test("reads what belongs to a series", () => {
    const event = readEvent(
      "DTSTART;TZID=Europe/Berlin:20260105T090000",
      "DURATION:P1DT2H",
      "RRULE:FREQ=DAILY;COUNT=3",
      "EXDATE;TZID=Europe/Berlin:20260106T090000,20260107T090000",
      "RDATE;VALUE=PERIOD:20260110T090000Z/PT1H,20260111T090000Z/20260111T100000Z",
    );
    expect(event).toMatchObject({
      duration: { days: 1, ms: 7_200_000 },
      rules: ["FREQ=DAILY;COUNT=3"],
      uncertain: false,
      andFuture: false,
    });
    expect(event.excluded).toHaveLength(2);
    expect(event.additional).toMatchObject([
      { duration: { days: 0, ms: 3_600_000 } },
      { end: { kind: "instant" } },
    ]);
    expect(
      readEvent("DTSTART:20261123", "RECURRENCE-ID;RANGE=THISANDFUTURE:20261123").andFuture,
    ).toBe(true);
  });

  test("reads status and transparency, Outlook's own included", () => {
    const read = (...lines: string[]) => readEvent("DTSTART:20261123", ...lines);
    expect(read("STATUS:CANCELLED")).toMatchObject({ status: "cancelled", transparent: false });
    expect(read("TRANSP:TRANSPARENT")).toMatchObject({ status: "confirmed", transparent: true });
    expect(read("X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE").status).toBe("tentative");
  });

  test("does not mind junk in properties that do not matter", () => {
    const event = readEvent(
      'X-JUNK;A="unclosed:\u0007',
      "DTSTART:20261123",
      "ATTACH;;;:x",
      "RRULE:%%",
    );
    expect(event).toMatchObject({ uid: "one", rules: ["%%"] });
  });

  test("counts the days of an all-day event: one, unless it says more", () => {
    const days = (...lines: string[]) =>
      wholeDays(readEvent("DTSTART;VALUE=DATE:20261224", ...lines));
    expect(days()).toBe(1);
    expect(days("DTEND;VALUE=DATE:20261228")).toBe(4);
    expect(days("DURATION:P1W")).toBe(7);
  });
});

describe("a calendar file that cannot be read names the line", () => {
  test("of a time that is none, since its event would have to be taken for free", () => {
    expect(readProblem(eventFile("SUMMARY:x", "DTSTART:2026-11-23"))).toBe(6);
    expect(readProblem(eventFile("DTSTART:20260230T090000"))).toBe(5);
    expect(readProblem(eventFile("DTSTART:20261123T090000", "DURATION:PT"))).toBe(6);
    expect(readProblem(eventFile("DTSTART:20261123T090000", "DTEND;VALUE=DATE:20261123"))).toBe(3);
    expect(readProblem(eventFile("SUMMARY:never"))).toBe(3);
  });

  test("of a component that does not end, or ends without having begun", () => {
    expect(readProblem("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VCALENDAR\r\n")).toBe(3);
    expect(readProblem("BEGIN:VCALENDAR\nBEGIN:VEVENT\n")).toBe(2);
    expect(readProblem("END:VCALENDAR\n")).toBe(1);
  });

  test("that is no calendar line, and of a file that is no calendar", () => {
    expect(readProblem(eventFile("DTSTART:20261123", "no colon"))).toBe(6);
    expect(readProblem("")).toBe(1);
    expect(readProblem("<!doctype html>")).toBe(1);
    expect(readProblem('BEGIN:VCALENDAR\nX-WR-CALNAME;X="a\nEND:VCALENDAR\n')).toBe(2);
  });

  test("where it is too large, too deep or too full", () => {
    expect(readProblem(" ".repeat(CALENDAR_CHARS_MAX + 1))).toBe("no line");
    expect(readProblem("BEGIN:VEVENT\n".repeat(100_000))).toBeGreaterThan(1);
    const event = "BEGIN:VEVENT\nDTSTART:20261123\nEND:VEVENT\n";
    expect(readProblem(`BEGIN:VCALENDAR\n${event.repeat(10_001)}END:VCALENDAR\n`)).toBe(30_002);
    expect(readProblem(eventFile(`DTSTART:2026${"1".repeat(200_000)}`))).toBe(5);
  });

  test("and never throws, whatever the bytes", () => {
    const line = fc.oneof(
      fc.string({ maxLength: 30, unit: "binary" }),
      fc.constantFrom(
        "BEGIN:VEVENT",
        "END:VEVENT",
        "BEGIN:VTIMEZONE",
        "END:VTIMEZONE",
        "DTSTART:20261123T090000",
        "DTSTART;TZID=x:20261123T090000",
        "RDATE;VALUE=PERIOD:20261123T090000Z",
        "EXDATE;VALUE=DATE:,,",
        "RECURRENCE-ID;VALUE=__proto__:20261123",
        "DTEND;VALUE=RECUR:FREQ=x",
        "__proto__:x",
        "CONSTRUCTOR:x",
        "DURATION:-P99999W",
      ),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 20 }), (lines) => {
        const text = ["BEGIN:VCALENDAR", ...lines, "END:VCALENDAR"].join("\n");
        expect(readCalendar(text).ok).toBeTypeOf("boolean");
      }),
    );
  });
});
