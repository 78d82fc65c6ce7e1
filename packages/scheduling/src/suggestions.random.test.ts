import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Interval } from "./interval.ts";
import { everyWorkday, isWithin, type WeeklyHours } from "./opening-hours.ts";
import { fits } from "./room.ts";
import { type SuggestionRequest, suggestTimes } from "./suggestions.ts";
import { BERLIN, choice, invitee, MONDAY, suggest, utc } from "./testing/suggestion-requests.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "./wall-clock.ts";

const QUARTER_MS = 15 * MINUTE_MS;

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

function clock(quarters: number): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${two(Math.floor(quarters / 4))}:${two((quarters % 4) * 15)}`;
}
