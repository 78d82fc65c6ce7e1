import type { WeekHours } from "@holdfast/api";
import { describe, expect, test } from "vitest";
import { closedSpans, hoursInWords, openSpans } from "./opening-hours.ts";
import { daysFrom, HOUR_MS } from "./ranges.ts";

const BERLIN = "Europe/Berlin";
const dayOf = (date: string) => daysFrom(date, 1, BERLIN);
const hoursLong = ({ start, end }: { start: number; end: number }) => (end - start) / HOUR_MS;

describe("opening hours", () => {
  test("are local ones, however long the day is", () => {
    const sunday = dayOf("2026-10-25");
    const [night] = openSpans({ sun: [["01:00", "04:00"]] }, BERLIN, sunday);
    expect(hoursLong(night!)).toBe(4);
    expect(openSpans({ sun: [["00:00", "24:00"]] }, BERLIN, sunday)).toEqual([sunday]);
    expect(hoursLong(sunday)).toBe(25);
  });

  test("in a zone elsewhere may belong to two of its days", () => {
    const always: WeekHours = { thu: [["00:00", "24:00"]], fri: [["00:00", "24:00"]] };
    const day = dayOf("2026-11-26");
    expect(openSpans(always, "Asia/Tokyo", day)).toHaveLength(2);
    expect(closedSpans(always, "Asia/Tokyo", day)).toEqual([]);
  });

  test("are those of the person's own zone, seen from another", () => {
    // Nine to six in Tokyo is one to ten in Berlin.
    const tokyo = openSpans({ mon: [["09:00", "18:00"]] }, "Asia/Tokyo", dayOf("2026-11-23"));
    const [start, end] = ["2026-11-23T00:00Z", "2026-11-23T09:00Z"];
    expect(tokyo).toEqual([{ start: Date.parse(start), end: Date.parse(end) }]);
  });

  test("leave the whole day closed when there are none", () => {
    const day = dayOf("2026-11-28");
    expect(openSpans({ mon: [["09:00", "17:00"]] }, BERLIN, day)).toEqual([]);
    expect(closedSpans({ mon: [["09:00", "17:00"]] }, BERLIN, day)).toEqual([day]);
  });

  test("leave a gap at noon closed", () => {
    const mon = [
      ["09:00", "12:00"],
      ["13:00", "17:00"],
    ] as const;
    const closed = closedSpans({ mon }, BERLIN, dayOf("2026-11-23"));
    expect(closed.map(hoursLong)).toEqual([9, 1, 7]);
  });

  test("in words put days in a row together, and no others", () => {
    const day: [string, string][] = [["09:00", "17:00"]];
    expect(hoursInWords({ mon: day, tue: day, thu: day })).toEqual([
      "Mon–Tue 09:00–17:00",
      "Thu 09:00–17:00",
    ]);
    expect(hoursInWords({})).toEqual([]);
  });
});
