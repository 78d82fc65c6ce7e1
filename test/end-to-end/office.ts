/** A small office for end-to-end tests: rooms, people, and what must hold of their diaries. */

import type { Diary, RoomInterval } from "@holdfast/api";
import { expect } from "vitest";
import type { Holdfast } from "./holdfast.ts";

const ALWAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
export const openAllDay = Object.fromEntries(ALWAYS.map((day) => [day, [["00:00", "24:00"]]]));

export interface Office {
  readonly rooms: readonly string[];
  readonly people: readonly string[];
}

/** Rooms `room-1`… and people `person-1`…, at any hour of any day. */
export async function furnish(holdfast: Holdfast, rooms: number, people: number): Promise<Office> {
  const office = {
    rooms: Array.from({ length: rooms }, (_, index) => `room-${index + 1}`),
    people: Array.from({ length: people }, (_, index) => `person-${index + 1}`),
  };
  for (const id of office.rooms) {
    const room = { name: id, capacity: 10, equipment: [], zone: "UTC", openingHours: openAllDay };
    expect((await holdfast.request("PUT", `/api/rooms/${id}`, room)).status).toBeLessThan(300);
  }
  for (const id of office.people) {
    const person = { name: id, email: `${id}@example.org`, zone: "UTC", workingHours: openAllDay };
    expect((await holdfast.request("PUT", `/api/people/${id}`, person)).status).toBeLessThan(300);
  }
  return office;
}

/** An ISO instant: so many days from now, at that hour and minute UTC. */
export function at(days: number, hour: number, minute = 0): string {
  const midnight = Math.floor(Date.now() / 86_400_000 + days) * 86_400_000;
  return new Date(midnight + (hour * 60 + minute) * 60_000).toISOString();
}

export async function diaryOf(holdfast: Holdfast, room: string): Promise<readonly RoomInterval[]> {
  const span = `from=${at(1, 0)}&to=${at(15, 0)}`;
  const { body } = await holdfast.get<Diary>(`/api/rooms/${room}/diary?${span}`);
  return body.intervals;
}

/** The meetings among what takes a room's time. */
export function meetingsIn(intervals: readonly RoomInterval[]): string[] {
  return intervals.flatMap((each) => (each.status === "booked" ? [each.meeting] : []));
}

/** What must never happen. */
export function expectNoOverlap(intervals: readonly { start: string; end: string }[]): void {
  const sorted = [...intervals].sort((a, b) => a.start.localeCompare(b.start));
  for (let index = 1; index < sorted.length; index++) {
    expect(sorted[index]!.start >= sorted[index - 1]!.end, JSON.stringify(sorted)).toBe(true);
  }
}
