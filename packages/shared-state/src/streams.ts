/**
 * Streams: event sourcing.
 *
 * What happened is appended and never edited; the present is a fold of the past, and so is any
 * earlier moment. A writer says at which position it believes the stream to be, and decides again
 * when somebody was there first.
 *
 *     ["stream", "meeting", "m1"]     → head: position 3
 *     ["stream", "meeting", "m1", 1]  → booked …
 *     ["stream", "meeting", "m1", 2]  → edited …
 *     ["stream", "meeting", "m1", 3]  → moved …
 *
 * No event is ever deleted. So a stream can be read as of any position and any time, also long after
 * the store's own past has been trimmed; as of a revision only while that is retained.
 */

import type { Engine, Reader, Revision, Snapshot, Transaction } from "./engine.ts";
import { keyspace } from "./keyspace.ts";
import { type Granted, granted, type Refused, refused } from "./outcome.ts";
import { inSnapshot } from "./watches.ts";

export interface StreamId {
  readonly category: string;
  readonly id: string;
}

/** What a writer appends. */
export interface NewEvent {
  readonly type: string;
  readonly data: unknown;
}

export type StoredEvent<Event extends NewEvent = NewEvent> = Event & {
  /** Its place in the stream, from 1. */
  readonly position: number;
  /** Wall time in milliseconds; never less than the previous event's. */
  readonly at: number;
  /** Who made it happen. */
  readonly by: string;
};

/** How a stream is folded into a state. */
export interface Fold<State, Event extends NewEvent = NewEvent> {
  initial(): State;
  evolve(state: State, event: StoredEvent<Event>): State;
}

/** By its own events: what had happened by then. `time` is wall time in milliseconds. */
export type EventsAsOf = { readonly position: number } | { readonly time: number };

/** Or as the store had it at a revision, while that is retained. */
export type AsOf = EventsAsOf | { readonly revision: Revision };

export type Appended =
  | Granted<{ position: number }>
  | Refused<"position-mismatch", { position: number }>;

interface Head {
  readonly position: number;
  readonly at: number;
}

/** Position of the last event; 0: the stream is empty. */
export function streamPosition(reader: Reader, { category, id }: StreamId): number {
  return reader.get<Head>(keyspace.stream(category, id))?.position ?? 0;
}

export function appendEvents(
  tx: Transaction,
  { category, id }: StreamId,
  events: readonly NewEvent[],
  { ifPosition, now, by }: { ifPosition?: number; now: number; by: string },
): Appended {
  const head = tx.get<Head>(keyspace.stream(category, id)) ?? { position: 0, at: 0 };
  if (ifPosition !== undefined && ifPosition !== head.position) {
    return refused("position-mismatch", { position: head.position });
  }
  if (events.length === 0) return granted({ position: head.position });
  const at = Math.max(head.at, now);
  let { position } = head;
  for (const { type, data } of events) {
    position += 1;
    tx.put(keyspace.event(category, id, position), { type, data, position, at, by });
  }
  tx.put(keyspace.stream(category, id), { position, at });
  return granted({ position });
}

/** Folds a stream inside a transaction, by point reads. */
export function foldStream<State, Event extends NewEvent>(
  reader: Reader,
  { category, id }: StreamId,
  fold: Fold<State, Event>,
): { state: State; position: number } {
  const last = streamPosition(reader, { category, id });
  let state = fold.initial();
  for (let position = 1; position <= last; position++) {
    const event = reader.get<StoredEvent<Event>>(keyspace.event(category, id, position));
    if (event) state = fold.evolve(state, event);
  }
  return { state, position: last };
}

/** The events of a stream, in order, all or those that had happened by then. */
export async function readStream<Event extends NewEvent>(
  snapshot: Snapshot,
  { category, id }: StreamId,
  { asOf }: { asOf?: EventsAsOf } = {},
): Promise<StoredEvent<Event>[]> {
  const head = keyspace.stream(category, id);
  const entries = await snapshot.range<StoredEvent<Event>>({ prefix: head, after: head });
  const events = entries.map((entry) => entry.value);
  return asOf ? events.filter((event) => hadHappened(event, asOf)) : events;
}

/**
 * As `readStream`, in a snapshot of its own.
 * @throws HoldfastError `revision-not-retained`, `revision-in-the-future`, as of a revision
 */
export async function readEvents<Event extends NewEvent>(
  engine: Engine,
  stream: StreamId,
  { asOf }: { asOf?: AsOf } = {},
): Promise<StoredEvent<Event>[]> {
  const ofStore = asOf && "revision" in asOf ? asOf : undefined;
  const ofEvents = asOf && !("revision" in asOf) ? { asOf } : {};
  const look = (snapshot: Snapshot) => readStream<Event>(snapshot, stream, ofEvents);
  return (await inSnapshot(engine, look, ofStore)).found;
}

/** Folds events that were read already. */
export function foldEvents<State, Event extends NewEvent>(
  events: readonly StoredEvent<Event>[],
  fold: Fold<State, Event>,
): State {
  return events.reduce((state, event) => fold.evolve(state, event), fold.initial());
}

function hadHappened(event: StoredEvent, asOf: EventsAsOf): boolean {
  return "position" in asOf ? event.position <= asOf.position : event.at <= asOf.time;
}
