import type { Room, RoomInterval } from "@holdfast/api";
import { describe, expect, test } from "vitest";
import { takenOf } from "../diary/taken.ts";
import { HOUR_MS, rangeOf } from "../time/ranges.ts";
import { sightOf, signState } from "./sign-state.ts";

const ZONE = "Europe/Berlin";
const day = rangeOf("2026-11-23", "day", ZONE);
const room: Room = {
  ...{ id: "a", version: 1, name: "A", capacity: 4, equipment: [], zone: ZONE },
  openingHours: { mon: [["08:00", "18:00"]] },
};
const at = (hours: number) => new Date(day.start + hours * HOUR_MS).toISOString();
const booked = (from: number, to: number): RoomInterval => ({
  ...{ start: at(from), end: at(to), status: "booked", meeting: `m${from}` },
});
const held = (from: number, to: number, freeAt: number): RoomInterval => ({
  ...{
    start: at(from),
    end: at(to),
    status: "held",
    hold: "hold-1",
    heldBy: "person/ada",
    freeAt: at(freeAt),
  },
});
const closed = (from: number, to: number): RoomInterval => ({
  ...{ start: at(from), end: at(to), status: "closed", closure: "c1", reason: "Repair" },
});
const state = (hours: number, ...intervals: RoomInterval[]) =>
  signState(room, takenOf({ from: "", to: "", intervals }), {
    now: day.start + hours * HOUR_MS,
    day,
  });
const hour = (instant: number | undefined) => instant && (instant - day.start) / HOUR_MS;

describe("the sign at the door", () => {
  test("says free until the next booking, or until the room closes", () => {
    expect(state(9, booked(10, 11))).toMatchObject({ kind: "free" });
    expect(hour(state(9, booked(10, 11)).until)).toBe(10);
    expect(hour(state(9).until)).toBe(18);
  });

  test("says occupied until nobody has it, through bookings that touch", () => {
    const shown = state(9.5, booked(9, 10), booked(10, 11), booked(12, 13));
    expect(shown.kind).toBe("booked");
    expect(hour(shown.until)).toBe(11);
    expect(shown.later).toHaveLength(2);
  });

  test("frees the room at the very moment that a booking ends", () => {
    expect(state(10, booked(9, 10)).kind).toBe("free");
  });

  test("forgets a hold that has lapsed, without being told", () => {
    expect(state(9.2, held(9, 10, 9.25)).kind).toBe("held");
    expect(state(9.25, held(9, 10, 9.25)).kind).toBe("free");
  });

  test("says closed before and after hours, and when it opens, if only in a week", () => {
    expect(state(7)).toMatchObject({ kind: "closed", isDayOff: false });
    expect(hour(state(7).until)).toBe(8);
    expect(state(19)).toMatchObject({ kind: "closed", isDayOff: false, later: [] });
    expect(hour(state(19).until)).toBe(7 * 24 + 8);
  });

  test("says closed all day on a day on which the room never opens, and when it does", () => {
    const sunday = rangeOf("2026-11-22", "day", ZONE);
    const shown = signState(room, [], { now: sunday.start + 12 * HOUR_MS, day: sunday });
    expect(shown).toMatchObject({ kind: "closed", isDayOff: true, later: [] });
    expect(hour(shown.until)).toBe(8);
  });

  test("says nothing of when a room opens that never does", () => {
    const never = { ...room, openingHours: {} };
    const shown = signState(never, [], { now: day.start, day });
    expect(shown).toEqual({ kind: "closed", isDayOff: true, later: [] });
    expect(sightOf(never, "2026-11-23")).toEqual(day);
  });

  test("does not say that it opens while it is closed for repair", () => {
    expect(hour(state(7, closed(8, 10)).until)).toBe(10);
    const { until } = state(19, closed(7 * 24, 8 * 24));
    expect(until).toBeUndefined();
  });

  test("shows as later what is booked on this day, not on the one on which it opens again", () => {
    expect(sightOf(room, "2026-11-23")).toEqual({
      start: day.start,
      end: rangeOf("2026-11-30", "day", ZONE).end,
    });
    expect(state(9, booked(10, 11), booked(7 * 24 + 9, 7 * 24 + 10)).later).toHaveLength(1);
  });
});
