import { describe, expect, it } from "vitest";
import type { Meeting } from "../api/shapes.ts";
import { NO_NAMES } from "../book/names.ts";
import { byDay, inOrder, type ListedMeeting, matching, utcDays } from "./listed-meetings.ts";
import { changeOf, differences, instantOf, isEmptyChange, localTime } from "./meeting-change.ts";

const BERLIN = "Europe/Berlin";
const seen: Meeting = {
  ...{ id: "m1", status: "standing", title: "Planning", description: "", organizer: "ada" },
  ...{ room: "turing", zone: BERLIN, required: ["ada", "bob"], optional: [], sequence: 0 },
  ...{ start: "2026-11-23T09:00:00.000Z", end: "2026-11-23T10:00:00.000Z", position: 1 },
};

describe("a change", () => {
  it("has only what differs from what was seen, so that it undoes nobody else's", () => {
    const wanted = { title: "Planning", required: ["bob", "ada"], description: "Bring tea" };
    expect(changeOf(seen, wanted)).toEqual({ description: "Bring tea" });
    expect(isEmptyChange(changeOf(seen, { title: "Planning" }))).toBe(true);
    expect(changeOf(seen, { required: ["ada"] })).toEqual({ required: ["ada"] });
  });
});

describe("what has changed since", () => {
  const names = (after: Partial<Meeting>) =>
    differences(seen, { ...seen, ...after }, NO_NAMES, BERLIN).map(({ name }) => name);

  it("is told fact by fact, also what is there no more", () => {
    expect(names({})).toEqual([]);
    expect(names({ position: 2, sequence: 1 })).toEqual([]);
    expect(names({ title: "Plans", room: "zuse" }).sort()).toEqual(["Room", "Title"]);
    expect(names({ end: "2026-11-23T11:00:00.000Z" })).toEqual(["Time"]);
    expect(names({ optional: ["eve"] })).toEqual(["Optional"]);
    expect(names({ status: "cancelled" })).toEqual(["Status"]);
  });
});

describe("a local time", () => {
  it("is that of the zone, and none where clocks skip it", () => {
    expect(localTime("2026-07-01T08:30:00Z", BERLIN)).toBe("2026-07-01T10:30");
    expect(instantOf("2026-07-01T10:30", BERLIN)).toBe("2026-07-01T08:30:00.000Z");
    expect(instantOf("2026-03-29T02:30", BERLIN)).toBeUndefined();
    expect(instantOf("", BERLIN)).toBeUndefined();
  });
});

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
