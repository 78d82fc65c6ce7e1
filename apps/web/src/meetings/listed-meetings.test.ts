import { describe, expect, it } from "vitest";
import { byDay, inOrder, type ListedMeeting, matching, utcDays } from "./listed-meetings.ts";

const BERLIN = "Europe/Berlin";

describe("listed meetings", () => {
  const listed = (meeting: string, start: string): ListedMeeting => ({
    ...{ meeting, start, end: start, title: `About ${meeting}` },
    ...{ room: "turing", organizer: "ada", status: "standing" },
  });
  const late = listed("late", "2026-11-23T23:30:00.000Z");
  const early = listed("early", "2026-11-23T08:00:00.000Z");

  it("stand once each, in order, on the reader's days", () => {
    expect(inOrder([late, early, late]).map(({ meeting }) => meeting)).toEqual(["early", "late"]);
    expect(byDay([early, late], BERLIN).map(({ day }) => day)).toEqual([
      ...["2026-11-23", "2026-11-24"],
    ]);
  });

  it("are found by all of the words, wherever these stand", () => {
    const wordsOf = () => "Ada Brandt";
    expect(matching([early, late], "BRANDT late", wordsOf)).toEqual([late]);
    expect(matching([early, late], " ", wordsOf)).toHaveLength(2);
  });

  it("are asked for on each UTC day that the range touches, and no other", () => {
    const start = Date.parse("2026-11-22T23:00:00Z");
    expect(utcDays({ start, end: Date.parse("2026-11-24T00:00:00Z") })).toEqual([
      ...["2026-11-22", "2026-11-23"],
    ]);
  });
});
