/** A meeting's life in the store, as the agents write it: tests leave a part of it out. */

import {
  addInterval,
  appendEvents,
  keyspace,
  removeInterval,
  type Saga,
  type Transaction,
} from "@holdfast/shared-state";
import type { RunEnded } from "../history.ts";

export interface Arranged {
  readonly room: string;
  readonly start: number;
  readonly end: number;
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

export const FINISHED: RunEnded = { kind: "end", atMs: 9_999, outcome: "finished" };

export function arranged(from: number, to: number, more: Partial<Arranged> = {}): Arranged {
  const [start, end] = [Date.UTC(2026, 10, 23, from), Date.UTC(2026, 10, 23, to)];
  return { room: "turing", start, end, required: ["ada", "bob"], optional: [], ...more };
}

export function resources({ room, required }: Arranged): string[] {
  return [`room/${room}`, ...required.map((person) => `person/${person}`)];
}

export function happens(
  tx: Transaction,
  meeting: string,
  type: "booked" | "moved" | "cancelled",
  data: object = {},
): void {
  appendEvents(tx, { category: "meeting", id: meeting }, [{ type, data }], { now: 1, by: "ada" });
}

export function take(tx: Transaction, meeting: string, where: Arranged, of = resources(where)) {
  const { start, end } = where;
  for (const resource of of) addInterval(tx, resource, { start, end, booking: meeting });
}

export function free(tx: Transaction, meeting: string, where: Arranged, of = resources(where)) {
  const { start, end } = where;
  for (const resource of of) removeInterval(tx, resource, { start, end, booking: meeting });
}

/** Everything that a booking's pivot does. */
export function bookWhole(tx: Transaction, meeting: string, where: Arranged): void {
  happens(tx, meeting, "booked", where);
  take(tx, meeting, where);
}

export function putSaga(tx: Transaction, id: string, more: Partial<Saga> = {}): void {
  const saga: Saga = {
    ...{ id, definition: "book-meeting", version: 1, subject: `meeting/${id}`, input: {} },
    ...{ state: "running", results: {}, owed: [], pastPivot: false, journal: [] },
    ...{ startedBy: "ada", startedAt: 1 },
    ...more,
  };
  tx.put(keyspace.saga(id), saga);
}

export function did(...steps: readonly string[]): Saga["journal"] {
  return steps.map((each) => {
    const [step, did] = each.split(" ") as [string, "performed" | "compensated" | "refused"];
    return { at: 1, by: "room-agent/1", step, did };
  });
}
