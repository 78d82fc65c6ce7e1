/** Closures of rooms, as their records in the store have them. */

import type { StoreCommit } from "../history.ts";
import { readKey } from "./store-keys.ts";

export interface Closed {
  readonly id: string;
  readonly resource: string;
  readonly start: number;
  readonly end: number;
  /** The meetings that a person was told of: they have to be moved by hand. */
  readonly reported: ReadonlySet<string>;
  /** In which it was closed. */
  readonly commit: StoreCommit;
}

export interface ClosureTurn {
  readonly id: string;
  /** `waiting`, `closing`, `closed`, `cancelled`. */
  readonly state: string;
  readonly closure: Closed;
}

interface ClosureRecord {
  readonly state: string;
  readonly start: number;
  readonly end: number;
  readonly meetings: readonly { readonly meeting: string; readonly outcome: string }[];
}

const COLLECTION = /^closure\/(.*)$/s;

/** The closures whose records this commit has changed. */
export function closuresTurned(commit: StoreCommit): ClosureTurn[] {
  return commit.changes.flatMap(({ key, value }) => {
    const about = readKey(key);
    const room = about?.of === "document" ? COLLECTION.exec(about.collection)?.[1] : undefined;
    if (about?.of !== "document" || room === undefined) return [];
    const { value: record } = (value ?? {}) as { value?: ClosureRecord };
    const { state = "gone", start = 0, end = 0, meetings = [] } = record ?? {};
    const byHand = meetings.filter(({ outcome }) => outcome === "must-be-moved-by-hand");
    const reported = new Set(byHand.map(({ meeting }) => meeting));
    const closure = { id: about.id, resource: `room/${room}`, start, end, reported, commit };
    return [{ id: about.id, state, closure }];
  });
}
