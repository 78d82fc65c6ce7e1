/** Ids as people read them: the names of people and rooms, and of whoever acts or holds something. */

import type { Person, Room } from "../api/shapes.ts";

export interface Names {
  readonly people: ReadonlyMap<string, Person>;
  readonly rooms: ReadonlyMap<string, Room>;
}

export const NO_NAMES: Names = { people: new Map(), rooms: new Map() };

export function namesOf(people: readonly Person[], rooms: readonly Room[]): Names {
  return {
    people: new Map(people.map((person) => [person.id, person])),
    rooms: new Map(rooms.map((room) => [room.id, room])),
  };
}

export function personName({ people }: Names, id: string): string {
  return people.get(id)?.name ?? id;
}

export function roomName({ rooms }: Names, id: string): string {
  return rooms.get(id)?.name ?? id;
}

/** Of an actor or a holder: `person/ada`, `room-agent/1`, a saga's id. */
export function actorName(names: Names, actor: string): string {
  if (actor.startsWith("person/")) return personName(names, actor.slice("person/".length));
  if (/^(book|move)-/.test(actor)) return "a meeting that is being booked";
  return actor;
}

/** Alternatives that came with a refusal name people by their ids. */
export function withNames(names: Names, sentence: string): string {
  const listed = /^without (.+)$/.exec(sentence)?.[1];
  if (listed === undefined) return sentence;
  return `without ${listed
    .split(", ")
    .map((id) => personName(names, id))
    .join(", ")}`;
}
