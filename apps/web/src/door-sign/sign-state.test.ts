import { describe, expect, test } from "vitest";
import type { Room, RoomInterval } from "../api/shapes.ts";
import { takenOf } from "../diary/taken.ts";
import { HOUR_MS, rangeOf } from "../time/ranges.ts";
import { signState } from "./sign-state.ts";

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

  test("says closed before and after hours, and when it opens", () => {
    expect(state(7)).toMatchObject({ kind: "closed" });
    expect(hour(state(7).until)).toBe(8);
    expect(state(19)).toEqual({ kind: "closed", later: [] });
  });
});
