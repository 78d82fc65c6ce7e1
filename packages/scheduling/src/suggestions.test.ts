import { describe, expect, it } from "vitest";
import { everyWorkday, weeklyHours } from "./opening-hours.ts";
import type { SuggestionRequest } from "./suggestions.ts";
import {
  ALWAYS,
  BERLIN,
  choice,
  invitee,
  MONDAY,
  NINE_TO_FIVE,
  span,
  starts,
  suggest,
  utc,
} from "./testing/suggestion-requests.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "./wall-clock.ts";

describe("a suggestion", () => {
  it("lies within everybody's working hours, in three zones", () => {
    const people = [
      invitee("ada", { zone: BERLIN, workingHours: everyWorkday(["08:00", "18:00"]) }),
      invitee("grace", {
        zone: "America/New_York",
        workingHours: everyWorkday(["08:00", "17:00"]),
      }),
      invitee("ravi", { zone: "Asia/Kolkata", workingHours: everyWorkday(["12:00", "21:00"]) }),
    ];
    // Berlin until 17:00Z, New York from 13:00Z, Kolkata until 15:30Z.
    expect(starts({ people, limit: 50 })).toEqual(["13:00", "14:00"]);
  });

  it.each([
    ["before", "2026-10-23", "06:00"],
    ["after", "2026-10-26", "07:00"],
  ])("keeps to local hours on the day %s clocks go back", (_when, day, first) => {
    const from = utc(`${day}T00:00Z`);
    const people = [
      invitee("ada", { zone: BERLIN, workingHours: everyWorkday(["08:00", "18:00"]) }),
    ];
    expect(starts({ people, from, to: from + DAY_MS, limit: 1 })).toEqual([first]);
  });

  it.each([
    ["go forward", "2026-03-29", 23],
    ["go back", "2026-10-25", 25],
  ])("knows how long the night is in which clocks %s", (_how, day, hours) => {
    const from = utc(`${day}T00:00Z`) - DAY_MS;
    const workingHours = weeklyHours.parse({ sun: [["00:00", "24:00"]] });
    const people = [invitee("ada", { zone: BERLIN, workingHours })];
    const lengthMs = (length: number) =>
      suggest({ people, from, to: from + 3 * DAY_MS, durationMs: length * HOUR_MS });
    expect(lengthMs(hours).suggestions).toHaveLength(1);
    expect(lengthMs(hours + 1).whyNone?.reason).toBe("no-common-working-hours");
  });

  it("keeps to the opening hours of a room in another zone", () => {
    const rooms = [choice("tokyo", { zone: "Asia/Tokyo", openingHours: NINE_TO_FIVE })];
    expect(starts({ rooms, people: [invitee("ada", { workingHours: ALWAYS })], limit: 1 })).toEqual(
      ["00:00"],
    );
    expect(suggest({ rooms }).whyNone?.reason).toBe("rooms-taken"); // Berlin's day is Tokyo's evening.
  });

  it("offers times that do not overlap: a choice is between different ones", () => {
    const found = suggest({ people: [invitee("ada")], limit: 5 }).suggestions;
    expect(found).toHaveLength(5);
    for (const [index, { end }] of found.entries()) {
      expect(found[index + 1]?.start ?? end).toBeGreaterThanOrEqual(end);
    }
  });

  it("takes a room in the zone of those who come rather than a smaller one far away", () => {
    const rooms = [
      choice("far", { capacity: 2, zone: "Asia/Tokyo" }),
      choice("near", { capacity: 50 }),
    ];
    const found = suggest({ people: [invitee("ada")], rooms, limit: 1 }).suggestions;
    expect(found.map(({ room }) => room)).toEqual(["near"]);
  });

  it("starts on a whole quarter, also when the window or somebody's meeting does not", () => {
    const busy = [span("08:00", "09:07")];
    const people = [invitee("ada", { busy })];
    expect(starts({ people, from: MONDAY + 1, limit: 2 })).toEqual(["09:15", "10:15"]);
  });

  it("may touch what comes before and after it", () => {
    const busy = [span("08:00", "10:00"), span("11:00", "16:00")];
    const rooms = [choice("small", { taken: [span("09:00", "10:00"), span("11:00", "12:00")] })];
    expect(starts({ people: [invitee("ada", { busy })], rooms, limit: 9 })).toEqual(["10:00"]);
  });

  it("takes the smallest room that fits and is free, and another where that one is taken", () => {
    const rooms = [
      choice("hall", { capacity: 100 }),
      choice("small", { capacity: 4, taken: [span("09:00", "10:00")] }),
      choice("nook", { capacity: 1 }),
    ];
    const found = suggest({ rooms, needs: { capacity: 3, equipment: [] }, limit: 5 }).suggestions;
    expect(found.map(({ room }) => room)).toEqual(["small", "hall", "small", "small", "small"]);
  });

  it("needs one room for all of its time, not two after each other", () => {
    const rooms = [
      choice("morning", { openingHours: everyWorkday(["09:00", "12:30"]) }),
      choice("afternoon", { openingHours: everyWorkday(["12:30", "17:00"]) }),
    ];
    const people = [invitee("ada", { workingHours: everyWorkday(["12:00", "13:00"]) })];
    expect(suggest({ rooms, people }).whyNone?.reason).toBe("rooms-taken");
  });

  it("is never more than was asked for, and comes in order of time", () => {
    const found = suggest({ limit: 3 }).suggestions.map(({ start }) => start);
    expect(found).toEqual([...found].sort());
    expect(found).toHaveLength(3);
  });

  it("needs nobody: without people a free room is enough", () => {
    const rooms = [choice("small", { openingHours: NINE_TO_FIVE })];
    expect(starts({ people: [], rooms, limit: 1 })).toEqual(["08:00"]);
  });
});

describe("optional people", () => {
  const ada = invitee("ada");

  it("do not block", () => {
    const busy = [{ start: MONDAY, end: MONDAY + 30 * DAY_MS }];
    const grace = invitee("grace", { required: false, busy });
    const { suggestions } = suggest({ people: [ada, grace], limit: 1 });
    expect(suggestions).toHaveLength(1);
    expect(suggestions[0]!.reasons.join()).toContain("grace");
  });

  it("bring the times at which they can come to the front", () => {
    const grace = invitee("grace", { required: false, busy: [span("08:00", "09:00")] });
    expect(starts({ people: [ada, grace], limit: 2 })).toEqual(["09:00", "10:00"]);
  });

  it("who do not work then count as absent", () => {
    const grace = invitee("grace", {
      required: false,
      workingHours: everyWorkday(["10:30", "12:00"]),
    });
    expect(starts({ people: [ada, grace], limit: 1 })).toEqual(["09:30"]);
  });

  it("who can all come outrank those of whom one is missing", () => {
    const grace = invitee("grace", { required: false, busy: [span("08:00", "08:30")] });
    const alan = invitee("alan", { required: false, busy: [span("08:00", "09:00")] });
    expect(starts({ people: [ada, grace, alan], limit: 6 })).toEqual([
      ...["09:00", "10:00", "11:00", "12:00", "13:00", "14:00"],
    ]);
  });
});

describe("when there is none, it says why:", () => {
  it("the window is too short, also when it is empty or ends before it begins", () => {
    for (const to of [MONDAY + 59 * MINUTE_MS, MONDAY, MONDAY - DAY_MS]) {
      expect(suggest({ to, people: [] }).whyNone?.reason).toBe("window-too-short");
    }
    // Long enough, but not from a quarter on.
    expect(suggest({ from: MONDAY + 1, to: MONDAY + 1 + HOUR_MS }).whyNone?.reason).toBe(
      "window-too-short",
    );
  });

  it("no room is large enough, none has the equipment, there is none at all", () => {
    const whyNot = (changes: Partial<SuggestionRequest>) => suggest(changes).whyNone?.reason;
    expect(whyNot({ needs: { capacity: 9, equipment: [] } })).toBe("no-room-fits");
    expect(whyNot({ needs: { capacity: 1, equipment: ["kiln"] } })).toBe("no-room-fits");
    expect(whyNot({ rooms: [] })).toBe("no-room-fits");
  });

  it("no common working hours, and names the one without whom there would be some", () => {
    const people = [
      invitee("ada"),
      invitee("grace", { zone: "Europe/London" }),
      invitee("haruki", { zone: "Asia/Tokyo" }),
    ];
    const why = suggest({ people }).whyNone!;
    expect(why.reason).toBe("no-common-working-hours");
    const [about, ...decisive] = why.sentences;
    for (const { name } of people) expect(about).toContain(name);
    expect(decisive).toHaveLength(1);
    expect(decisive[0]).toContain("haruki");
  });

  it("one person's own hours are too short: nobody else is named", () => {
    const people = [invitee("ada", { workingHours: everyWorkday(["09:00", "09:30"]) })];
    const why = suggest({ people }).whyNone!;
    expect(why.reason).toBe("no-common-working-hours");
    expect(why.sentences).toHaveLength(1);
  });

  it("somebody is busy: the one without whom there would be a time, and no other", () => {
    const allWeek = { start: MONDAY, end: MONDAY + 7 * DAY_MS };
    const people = [
      invitee("ada", { busy: [span("09:00", "10:00")] }),
      invitee("grace", { busy: [allWeek] }),
    ];
    const why = suggest({ people, to: allWeek.end }).whyNone!;
    expect(why.reason).toBe("people-busy");
    expect(why.sentences).toHaveLength(1);
    expect(why.sentences[0]).toContain("grace");
    expect(why.sentences[0]).not.toContain("ada");
  });

  it("several are busy at once: all of them, but nobody who is free", () => {
    const allWeek = { start: MONDAY, end: MONDAY + 7 * DAY_MS };
    const people = [
      invitee("ada", { busy: [allWeek] }),
      invitee("grace", { busy: [allWeek] }),
      invitee("alan"),
    ];
    const why = suggest({ people, to: allWeek.end }).whyNone!;
    expect(why.reason).toBe("people-busy");
    expect(why.sentences.map((sentence) => sentence.split(" ")[0])).toEqual(["ada", "grace"]);
  });

  it("everybody could come, but every room that fits is taken", () => {
    const taken = [{ start: MONDAY, end: MONDAY + DAY_MS }];
    const rooms = [
      choice("small", { taken }),
      choice("hall", { taken }),
      choice("closet", { capacity: 1 }),
    ];
    const why = suggest({ rooms, needs: { capacity: 2, equipment: [] } }).whyNone!;
    expect(why.reason).toBe("rooms-taken");
    expect(why.sentences[0]).toContain("small");
    expect(why.sentences[0]).not.toContain("closet");
  });
});
