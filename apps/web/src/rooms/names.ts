/** What people and rooms are called. The page has them loaded once, and everything on it asks here. */

import { signal } from "@preact/signals";
import type { Person, Room } from "../api/shapes.ts";

export const people = signal<readonly Person[]>([]);
export const rooms = signal<readonly Room[]>([]);
/** How the caller stands in holds; known once they have placed one. */
export const me = signal<string | undefined>(undefined);

export function personName(id: string): string {
  return people.value.find((person) => person.id === id)?.name ?? id;
}

export function roomName(id: string): string {
  return rooms.value.find((room) => room.id === id)?.name ?? id;
}

/** Of whom a hold or a refusal speaks: `person/ada`, a booking that is under way, or a meeting. */
export function holderName(heldBy: string): string {
  if (heldBy === me.value) return "you";
  const [kind, id] = heldBy.split("/");
  if (kind === "person" && id !== undefined) return personName(id);
  if (/^(book|move|close)-/.test(heldBy)) return "a booking under way";
  return "a meeting";
}
