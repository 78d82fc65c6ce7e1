/** The office of a scenario: rooms and people, there at any hour of any day, in UTC. */

import { clock } from "../patience.ts";

const ALWAYS = Object.fromEntries(
  ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].map((day) => [day, [["00:00", "24:00"]]]),
);
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** Day 1 is a week ahead, so that no run, and no clock that jumps an hour, comes to it. */
const DAYS_AHEAD = 6;

export interface Office {
  readonly rooms: readonly string[];
  readonly people: readonly string[];
  /** Midnight, UTC, of the day before day 1. */
  readonly midnight: number;
}

export function openOffice(rooms: readonly string[], people: readonly string[]): Office {
  const midnight = (Math.floor(clock.wallMs() / DAY_MS) + DAYS_AHEAD) * DAY_MS;
  return { rooms, people, midnight };
}

export function roomDocument(id: string, capacity = 100) {
  return { name: id, capacity, equipment: [], zone: "UTC", openingHours: ALWAYS };
}

export function personDocument(id: string) {
  return { name: id, email: mailAddress(id), zone: "UTC", workingHours: ALWAYS };
}

export function mailAddress(person: string): string {
  return `${person}@holdfast.example`;
}

/** @param time as `10:30` */
export function instantAt({ midnight }: Office, day: number, time: string): number {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return midnight + day * DAY_MS + (hours * 60 + minutes) * MINUTE_MS;
}

export function dayAfter(instant: number): number {
  return instant + DAY_MS;
}
