/**
 * Where a person's name, address and calendar are, or have been within the retained past.
 *
 *     person ada            name, address                   ["document", "person", "ada"]
 *     calendar ada          what they imported              ["document", "calendar", "ada"]
 *     commitments ada/…     what it means, by month         ["document", "commitments", "ada/2026-11"]
 *     inbox …               mails of the built-in server that were sent to them, or speak of them
 *
 * Everything else (events, sagas, tasks, holds, records of mails sent) names people by id alone.
 */

import {
  CALENDAR_STATUS,
  CALENDARS,
  COMMITMENTS,
  commitmentMonthId,
  PEOPLE,
  type Person,
  readingTask,
} from "@holdfast/scheduling";
import {
  type Engine,
  type Key,
  keyspace,
  retainedValues,
  toDocument,
} from "@holdfast/shared-state";
import { INBOX } from "./inbox.ts";

/** What is the person's alone; what it was is found under these keys, too. */
export function ownKeys(person: string): Key[] {
  const reading = readingTask(person);
  return [
    ...[PEOPLE, CALENDARS, CALENDAR_STATUS].map((each) => keyspace.document(each, person)),
    // The agent's problem with a calendar may quote it.
    keyspace.task(reading.queue, reading.id),
    keyspace.deadLetter(reading.queue, reading.id),
  ];
}

/** Every key that has to be erased so that nothing is known of the person but their id. */
export async function keysAbout(engine: Engine, person: string): Promise<Key[]> {
  const words = await wordsOf(engine, person);
  const found = new Map<string, Key>();
  const add = (key: Key) => found.set(JSON.stringify(key), key);
  ownKeys(person).forEach(add);
  const ofMonths = commitmentMonthId(person, "");
  for await (const { key } of retainedValues(engine, keyspace.documents(COMMITMENTS))) {
    if (String(key[2]).startsWith(ofMonths)) add(key);
  }
  for await (const { key, value } of retainedValues(engine, keyspace.documents(INBOX))) {
    if (mentions(value, words)) add(key);
  }
  return [...found.values()];
}

/** The names and addresses that they have had, in lower case. */
async function wordsOf(engine: Engine, person: string): Promise<string[]> {
  const words = new Set<string>();
  for await (const { value } of retainedValues(engine, keyspace.document(PEOPLE, person))) {
    const { name, email } = toDocument<Person>(person, value)?.value ?? {};
    for (const word of [name, email]) if (word) words.add(word.toLowerCase());
  }
  return [...words];
}

/** Calendars in mails break their lines wherever they like (RFC 5545, 3.1). */
function mentions(value: unknown, words: readonly string[]): boolean {
  const texts: string[] = [];
  collectTexts(value, texts);
  return texts.some((text) => {
    const unfolded = text.replace(/\r?\n[ \t]/g, "").toLowerCase();
    return words.some((word) => unfolded.includes(word));
  });
}

function collectTexts(value: unknown, into: string[]): void {
  if (typeof value === "string") into.push(value);
  else if (typeof value === "object" && value !== null) {
    for (const member of Object.values(value)) collectTexts(member, into);
  }
}
