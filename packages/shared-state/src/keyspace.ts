/** Where everything lives: every key that this package writes is made here. */

import type { Key } from "./keys.ts";

export const keyspace = {
  documents: (collection: string): Key => ["document", collection],
  document: (collection: string, id: string): Key => ["document", collection, id],

  /** One document per resource and UTC day: the intervals that touch that day. */
  diary: (resource: string, day: string): Key => ["diary", resource, day],
  diaries: (): Key => ["diary"],

  /** Bound to the hold's lease. */
  hold: (id: string): Key => ["hold", id],
  holds: (): Key => ["hold"],

  /** Who has the lock, and who waits for it. Stays, so that its fence only rises. */
  lock: (name: string): Key => ["lock", name],
  /** Bound to the lease of who holds the lock or waits for it. */
  lockPlace: (name: string, ticket: string): Key => ["lock", name, ticket],
  locks: (): Key => ["lock"],

  /** The stream's head; its events follow it in key order. */
  stream: (category: string, id: string): Key => ["stream", category, id],
  streams: (category: string): Key => ["stream", category],
  event: (category: string, id: string, position: number): Key => [
    "stream",
    category,
    id,
    position,
  ],

  queues: (): Key => ["task"],
  queue: (queue: string): Key => ["task", queue],
  task: (queue: string, id: string): Key => ["task", queue, id],
  /** Bound to the claim's lease: who works on the task. */
  claim: (queue: string, id: string): Key => ["task", queue, id, "claim"],
  /** Bound to a lease: while it lives, the task waits. */
  delay: (queue: string, id: string): Key => ["task", queue, id, "delay"],
  /** There while the task waits for its turn in its lane. */
  waiting: (queue: string, id: string): Key => ["task", queue, id, "waiting"],
  /** Bound to the claim's lease: how far its worker has come. */
  progress: (queue: string, id: string): Key => ["task", queue, id, "progress"],
  /** Which tasks are in the lane, the first of them at work. */
  lane: (lane: string): Key => ["lane", lane],
  lanes: (): Key => ["lane"],
  deadLetter: (queue: string, id: string): Key => ["dead-letter", queue, id],
  deadLetters: (): Key => ["dead-letter"],
  /** Bound to a lease: that the task was completed. */
  taskResult: (queue: string, id: string): Key => ["task-result", queue, id],
  taskResults: (queue: string): Key => ["task-result", queue],
  /** Which artifacts the task has handed over; the artifacts follow it. */
  artifacts: (queue: string, id: string): Key => ["artifact", queue, id],
  artifact: (queue: string, id: string, name: string): Key => ["artifact", queue, id, name],
  artifactsOfQueue: (queue: string): Key => ["artifact", queue],

  saga: (id: string): Key => ["saga", id],
  sagas: (): Key => ["saga"],
  /** Which saga is open on a subject; at most one. */
  openSaga: (subject: string): Key => ["open-saga", subject],
  openSagas: (): Key => ["open-saga"],

  /** Bound to a lease that the process renews. */
  presence: (actor: string): Key => ["presence", actor],
  presences: (): Key => ["presence"],

  /** The number of the latest; the violations follow it, in their order. */
  violations: (): Key => ["violation"],
  violation: (id: number): Key => ["violation", id],

  /** What is known of a projection: its generations, its checkpoint, why it has stopped. */
  projection: (name: string): Key => ["projection", name],
  projections: (): Key => ["projection"],
  projectionRequest: (name: string): Key => ["projection-request", name],
  projectionRequests: (): Key => ["projection-request"],
  /** The entries of one build of its view. */
  projectionView: (name: string, generation: number): Key => ["projection-view", name, generation],
  projectionViews: (): Key => ["projection-view"],
} as const;
