/**
 * A write as the dial sees it: a transaction's body, which looks and writes. It is the same on every
 * setting; a setting says only what keeps what the body has looked at from changing before it writes.
 */

import type { Body, CommitNote, LockRef, SharedState, Transaction } from "@holdfast/shared-state";
import type { Seen } from "./seen.ts";

export interface Write<T> {
  /** Under which lock it is done, where it is done under one. */
  readonly lock: string;
  readonly note?: CommitNote;
  /** Looks, and writes if what it has seen allows it; under these locks, if any. */
  body(tx: Transaction, underLocks: readonly LockRef[]): T;
  /** Which keys somebody who decides by an old look believes to be as they were. */
  believes(key: Parameters<Transaction["get"]>[0]): boolean;
  /** Weak: does what was decided when that was seen, beside whatever is there now. */
  act(tx: Transaction, seen: Seen): T;
}

/** What a write was told, and what it took. */
export interface Performed<T> {
  readonly value: T;
  /** Of its commit or, where it wrote nothing, of what it saw. */
  readonly revision: number;
  /** How often it began anew. */
  readonly retries: number;
  /** For a lock. */
  readonly waitedMs: number;
  /** Of the lock under which it was done. */
  readonly fence?: number;
}

/** Where somebody may hold a write up. */
export interface Pacing {
  /** After what it does has been looked at. */
  thinks(): Promise<void>;
  /** When there is nothing left to do but to write. */
  aboutToWrite(): Promise<void>;
}

export interface Performing {
  readonly state: SharedState;
  readonly pacing: Pacing;
  /** Of a lock: so long after it was paused, a holder is replaced. */
  readonly leaseMs: number;
  readonly lockWaitMsMax: number;
}

/** How a write is done on one setting. @throws HoldfastError `lock-timeout` */
export type Perform = <T>(write: Write<T>, performing: Performing) => Promise<Performed<T>>;

/** The same of a handle that is fenced, or not. */
export async function commit<T>(
  state: SharedState,
  body: Body<T>,
  { note }: Pick<Write<T>, "note">,
): Promise<{ value: T; revision: number }> {
  return state.transact(body, note ?? {});
}
