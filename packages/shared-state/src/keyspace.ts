/** Where everything lives: every key that this package writes is made here. */

import type { Key } from "./keys.ts";

export const keyspace = {
  documents: (collection: string): Key => ["document", collection],
  document: (collection: string, id: string): Key => ["document", collection, id],

  /** One document per resource and UTC day: the intervals that touch that day. */
  diary: (resource: string, day: string): Key => ["diary", resource, day],
  diaries: (resource: string): Key => ["diary", resource],

  /** Bound to the hold's lease. */
  hold: (id: string): Key => ["hold", id],
  holds: (): Key => ["hold"],

  /** The stream's head; its events follow it in key order. */
  stream: (category: string, id: string): Key => ["stream", category, id],
  streams: (category: string): Key => ["stream", category],
  event: (category: string, id: string, position: number): Key => [
    "stream",
    category,
    id,
    position,
  ],

  queue: (queue: string): Key => ["task", queue],
  task: (queue: string, id: string): Key => ["task", queue, id],
  /** Bound to the claim's lease: who works on the task. */
  claim: (queue: string, id: string): Key => ["task", queue, id, "claim"],
  /** Bound to a lease: while it lives, the task waits. */
  delay: (queue: string, id: string): Key => ["task", queue, id, "delay"],
  /** There while the task waits for its turn in its lane. */
  waiting: (queue: string, id: string): Key => ["task", queue, id, "waiting"],
  /** Which tasks are in the lane, the first of them at work. */
  lane: (lane: string): Key => ["lane", lane],
  deadLetter: (queue: string, id: string): Key => ["dead-letter", queue, id],
  deadLetters: (): Key => ["dead-letter"],

  saga: (id: string): Key => ["saga", id],
  sagas: (): Key => ["saga"],
  /** Which saga is open on a subject; at most one. */
  openSaga: (subject: string): Key => ["open-saga", subject],
  openSagas: (): Key => ["open-saga"],

  /** Bound to a lease that the process renews. */
  presence: (actor: string): Key => ["presence", actor],
  presences: (): Key => ["presence"],
} as const;
