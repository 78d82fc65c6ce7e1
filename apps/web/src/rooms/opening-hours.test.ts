import { describe, expect, test } from "vitest";
import type { Room } from "../api/shapes.ts";
import { HOUR_MS, rangeOf } from "./geometry.ts";
import { closedSpans, hoursInWords, openSpans } from "./opening-hours.ts";

const room = (openingHours: Room["openingHours"], zone = "Europe/Berlin"): Room => ({
  id: "a",
  version: 1,
  name: "A",
  capacity: 4,
  equipment: [],
  zone,
  openingHours,
});

describe("opening hours", () => {
  test("are local ones, however long the day is", () => {
    const sunday = room({ sun: [["01:00", "04:00"]] });
    const [span] = openSpans(sunday, rangeOf("2026-10-25", "day", "Europe/Berlin"));
    expect((span!.end - span!.start) / HOUR_MS).toBe(4);
  });

  test("of a room elsewhere may belong to two of its days", () => {
    const tokyo = room({ thu: [["00:00", "24:00"]], fri: [["00:00", "24:00"]] }, "Asia/Tokyo");
    const day = rangeOf("2026-11-26", "day", "Europe/Berlin");
    expect(openSpans(tokyo, day)).toHaveLength(2);
    expect(closedSpans(tokyo, day)).toEqual([]);
  });

  test("leave the whole day closed when there are none", () => {
    const day = rangeOf("2026-11-28", "day", "Europe/Berlin");
    expect(closedSpans(room({ mon: [["09:00", "17:00"]] }), day)).toEqual([day]);
  });

  test("leave a gap at noon closed", () => {
    const day = rangeOf("2026-11-23", "day", "Europe/Berlin");
    const hours = room({
      mon: [
        ["09:00", "12:00"],
        ["13:00", "17:00"],
      ],
    });
    expect(closedSpans(hours, day).map(({ start, end }) => (end - start) / HOUR_MS)).toEqual([
      9, 1, 7,
    ]);
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
