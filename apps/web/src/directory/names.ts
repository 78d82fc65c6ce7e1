/** Ids as people read them: the names of people and rooms, and of whoever acts or holds something. */

import type { Person, Room } from "@holdfast/api";

export interface Names {
  readonly people: ReadonlyMap<string, Person>;
  readonly rooms: ReadonlyMap<string, Room>;
  /** How the reader stands in holds, once that is known: `person/ada`. */
  readonly me?: string | undefined;
}

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

/** Who did something: a person, or a process (`room-agent/1`), which has no other name. */
export function actorName(names: Names, actor: string): string {
  const person = /^person\/(.+)$/.exec(actor)?.[1];
  return person === undefined ? actor : personName(names, person);
}

/** Whose a taken time is: a person's, a booking's that is under way, or a meeting's. */
export function holderName(names: Names, heldBy: string): string {
  if (heldBy === names.me) return "you";
  if (heldBy.startsWith("person/")) return actorName(names, heldBy);
  return /^(book|move)-/.test(heldBy) ? "a booking under way" : "a meeting";
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
