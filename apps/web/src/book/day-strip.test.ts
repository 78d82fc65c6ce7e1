import { describe, expect, it } from "vitest";
import {
  blockOf,
  dateOf,
  daysFrom,
  isFree,
  openStretches,
  shiftedDate,
  timeMarks,
  usefulPart,
} from "./day-strip.ts";

const BERLIN = "Europe/Berlin";
const HOUR_MS = 3_600_000;
const at = (instant: string) => Date.parse(instant);

describe("a day on a strip", () => {
  it.each([
    ["2026-03-29", 23],
    ["2026-10-25", 25],
    ["2026-11-23", 24],
  ])("of %s has %i hours in Berlin", (date, hours) => {
    const { start, end } = daysFrom(date, 1, BERLIN);
    expect((end - start) / HOUR_MS).toBe(hours);
  });

  it("is the zone's, not Greenwich's", () => {
    expect(dateOf("2026-11-22T23:30:00Z", BERLIN)).toBe("2026-11-23");
    expect(shiftedDate("2026-12-31", 1)).toBe("2027-01-01");
  });

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

describe("working hours on a strip", () => {
  const hours = { sun: [["00:00", "24:00"]], mon: [["09:00", "12:00"]] } as const;

  it("are those of the person's own zone, seen from another", () => {
    const window = daysFrom("2026-11-23", 1, BERLIN);
    const tokyo = openStretches({ mon: [["09:00", "18:00"]] }, "Asia/Tokyo", window);
    // Nine to six in Tokyo is one to ten in Berlin.
    expect(tokyo).toEqual([{ start: at("2026-11-23T00:00Z"), end: at("2026-11-23T09:00Z") }]);
  });

  it("have the real length of a day on which clocks change", () => {
    const [sunday] = openStretches(hours, BERLIN, daysFrom("2026-10-25", 1, BERLIN));
    expect(sunday!.end - sunday!.start).toBe(25 * HOUR_MS);
  });

  it("are none on a day that is left out", () => {
    expect(openStretches(hours, BERLIN, daysFrom("2026-11-24", 1, BERLIN))).toEqual([]);
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
