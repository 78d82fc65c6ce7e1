import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Interval } from "./interval.ts";
import { everyWorkday, isWithin, type WeeklyHours, weeklyHours } from "./opening-hours.ts";
import { fits, type Room } from "./room.ts";
import {
  type Invitee,
  type RoomChoice,
  type SuggestionRequest,
  suggestTimes,
} from "./suggestions.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "./wall-clock.ts";

const BERLIN = "Europe/Berlin";
const QUARTER_MS = 15 * MINUTE_MS;
/** A Monday, 00:00 UTC, in winter. */
const MONDAY = utc("2026-11-23T00:00Z");
const NINE_TO_FIVE = everyWorkday(["09:00", "17:00"]);
const ALWAYS = weeklyHours.parse(
  Object.fromEntries(["mon", "tue", "wed", "thu", "fri", "sat", "sun"].map(allDay)),
);

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

describe("any request", () => {
  const zone = fc.constantFrom(
    "UTC",
    BERLIN,
    "America/New_York",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
  );
  const timeOfDay = fc.nat({ max: 95 }).map(clock);
  const hours: fc.Arbitrary<WeeklyHours> = fc
    .record({ from: timeOfDay, to: timeOfDay })
    .filter(({ from, to }) => from < to)
    .map(({ from, to }) => everyWorkday([from, to]));
  /** Around the nights on which Berlin's clocks change. */
  const from = fc
    .constantFrom("2026-03-27T00:00Z", "2026-10-23T00:00Z", "2026-11-23T00:00Z")
    .chain((day) => fc.nat({ max: DAY_MS }).map((ms) => utc(day) + ms));
  const request: fc.Arbitrary<SuggestionRequest> = from.chain((begin) => {
    const interval = fc
      .record({ at: fc.nat({ max: 5 * DAY_MS }), lengthMs: fc.nat({ max: 6 * HOUR_MS }) })
      .map(({ at, lengthMs }) => ({ start: begin + at, end: begin + at + lengthMs }));
    const taken = fc.array(interval, { maxLength: 8 });
    const person = fc.record({ required: fc.boolean(), zone, workingHours: hours, busy: taken });
    const room = fc.record({ zone, openingHours: hours, taken, capacity: fc.nat({ max: 9 }) });
    return fc.record({
      durationMs: fc.integer({ min: 1, max: 240 }).map((minutes) => minutes * MINUTE_MS),
      from: fc.constant(begin),
      to: fc.nat({ max: 5 * DAY_MS }).map((ms) => begin + ms),
      people: fc
        .array(person, { maxLength: 4 })
        .map((all) => all.map((each, index) => invitee(`person-${index}`, each))),
      rooms: fc
        .array(room, { maxLength: 3 })
        .map((all) => all.map((each, index) => choice(`room-${index}`, each))),
      needs: fc.record({ capacity: fc.nat({ max: 5 }), equipment: fc.constant([]) }),
      limit: fc.integer({ min: 1, max: 6 }),
    });
  });

  it("is answered with times at which all required can come to a fitting free room", () => {
    let found = 0;
    fc.assert(
      fc.property(request, (asked) => {
        const { suggestions, whyNone } = suggestTimes(asked);
        expect(suggestions.length === 0).toBe(whyNone !== undefined);
        expect(suggestions.length).toBeLessThanOrEqual(asked.limit);
        expect(new Set(suggestions.map(({ start }) => start)).size).toBe(suggestions.length);
        for (const { start, end, room } of suggestions) {
          expect(whyNot(asked, { start, end }, room)).toBeUndefined();
          found += 1;
        }
      }),
      { numRuns: 500 },
    );
    expect(found).toBeGreaterThan(100); // Else this test would have tested little.
  });

  it("is answered with none only when a plain search finds none either", () => {
    fc.assert(
      fc.property(request, (asked) => {
        const { suggestions } = suggestTimes(asked);
        expect(suggestions.length > 0).toBe(firstByPlainSearch(asked) !== undefined);
        if (asked.people.some(({ required }) => !required)) return; // They may rank another first.
        expect(suggestions[0]?.start).toBe(firstByPlainSearch(asked));
      }),
      { numRuns: 300 },
    );
  });
});

describe("a long search", () => {
  const many = (count: number, seed: number, lengthMs: number) =>
    Array.from({ length: count }, (_, index) => {
      const start = MONDAY + ((index * 7_919 + seed * 104_729) % (14 * 24 * 60)) * MINUTE_MS;
      return { start, end: start + lengthMs };
    });
  const people = Array.from({ length: 10 }, (_, index) =>
    invitee(`person-${index}`, {
      required: index < 7,
      zone: index % 2 ? BERLIN : "Europe/London",
      busy: many(400, index, 10 * MINUTE_MS),
    }),
  );
  const to = MONDAY + 14 * DAY_MS;

  it.each([
    ["finds nothing because of people", 15 * MINUTE_MS, "people-busy"],
    ["finds nothing because of rooms", 10 * MINUTE_MS, "rooms-taken"],
    ["finds nothing because of hours", 8 * HOUR_MS, "no-common-working-hours"],
  ])("that %s ends soon", (_how, durationMs, reason) => {
    const taken = many(600, 3, 45 * MINUTE_MS);
    const wall = reason === "rooms-taken" ? [{ start: MONDAY, end: to }] : [];
    const busyPeople =
      reason === "rooms-taken" ? people.map((each) => ({ ...each, busy: [] })) : people;
    const rooms = Array.from({ length: 20 }, (_, index) =>
      choice(`room-${index}`, { taken: [...taken, ...wall] }),
    );
    const asked = { people: busyPeople, rooms, to, durationMs, limit: 20 };
    suggest(asked); // Once to warm up: asking for a zone's offset is slow the first time.
    const before = performance.now();
    const { whyNone } = suggest(asked);
    const tookMs = performance.now() - before;
    expect(whyNone?.reason).toBe(reason);
    expect(tookMs).toBeLessThan(100);
  });
});

/** What is wrong with a suggestion, said as plainly as can be. */
function whyNot(asked: SuggestionRequest, slot: Interval, roomId: string): string | undefined {
  const { people, rooms, needs } = asked;
  if (slot.start % QUARTER_MS !== 0) return "off the grid";
  if (slot.end - slot.start !== asked.durationMs) return "of another length";
  if (slot.start < asked.from || slot.end > asked.to) return "outside the window";
  for (const person of people.filter(({ required }) => required)) {
    if (!isWithin(person.workingHours, person.zone, slot).ok) return `${person.id} does not work`;
    if (person.busy.some((busy) => meets(busy, slot))) return `${person.id} is busy`;
  }
  const found = rooms.find(({ id }) => id === roomId);
  if (!found || !fits(found.room, needs)) return "the room does not fit";
  if (!isWithin(found.room.openingHours, found.room.zone, slot).ok) return "the room is closed";
  return found.taken.some((taken) => meets(taken, slot)) ? "the room is taken" : undefined;
}

function firstByPlainSearch(asked: SuggestionRequest): number | undefined {
  const first = Math.ceil(asked.from / QUARTER_MS) * QUARTER_MS;
  for (let start = first; start + asked.durationMs <= asked.to; start += QUARTER_MS) {
    const slot = { start, end: start + asked.durationMs };
    if (asked.rooms.some(({ id }) => whyNot(asked, slot, id) === undefined)) return start;
  }
  return undefined;
}

function meets(a: Interval, b: Interval): boolean {
  return a.start < a.end && a.start < b.end && b.start < a.end;
}

function suggest(changes: Partial<SuggestionRequest>) {
  return suggestTimes({
    ...{ durationMs: HOUR_MS, from: MONDAY, to: MONDAY + DAY_MS, limit: 5 },
    ...{ people: [invitee("ada")], rooms: [choice("small")] },
    needs: { capacity: 1, equipment: [] },
    ...changes,
  });
}

/** As `09:00`, in UTC. */
function starts(changes: Partial<SuggestionRequest>): string[] {
  const { suggestions } = suggest(changes);
  return suggestions.map(({ start }) => new Date(start).toISOString().slice(11, 16));
}

function invitee(name: string, changes: Partial<Invitee> = {}): Invitee {
  return {
    ...{ id: name, name, required: true, zone: BERLIN, workingHours: NINE_TO_FIVE, busy: [] },
    ...changes,
  };
}

function choice(
  id: string,
  { taken = [], ...changes }: Partial<Room> & { taken?: readonly Interval[] } = {},
): RoomChoice {
  const room: Room = {
    ...{ name: id, capacity: 8, equipment: [], zone: BERLIN, openingHours: ALWAYS },
    ...changes,
  };
  return { id, room, taken };
}

/** On that Monday, in UTC. */
function span(from: string, to: string): Interval {
  return { start: utc(`2026-11-23T${from}Z`), end: utc(`2026-11-23T${to}Z`) };
}

function utc(text: string): number {
  return Date.parse(text);
}

function clock(quarters: number): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${two(Math.floor(quarters / 4))}:${two((quarters % 4) * 15)}`;
}

function allDay(day: string): [string, [string, string][]] {
  return [day, [["00:00", "24:00"]]];
}
