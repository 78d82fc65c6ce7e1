/**
 * Looking without writing: a transaction's body runs, what it reads is remembered, and what it would
 * write is kept from the store. What was seen can then be compared with what is there, or believed in.
 */

import type { Key, LeaseId, SharedState, Transaction } from "@holdfast/shared-state";

/** What a body was shown, by key. */
export class Seen {
  readonly #values = new Map<string, string | undefined>();

  keep(key: Key, value: unknown): void {
    const name = JSON.stringify(key);
    if (!this.#values.has(name)) this.#values.set(name, JSON.stringify(value));
  }

  has(key: Key): boolean {
    return this.#values.has(JSON.stringify(key));
  }

  get<T>(key: Key): T | undefined {
    const json = this.#values.get(JSON.stringify(key));
    return json === undefined ? undefined : (JSON.parse(json) as T);
  }

  /** Is everything still as it was? */
  stillHolds(tx: Pick<Transaction, "get">): boolean {
    return [...this.#values].every(
      ([name, json]) => JSON.stringify(tx.get(JSON.parse(name) as Key)) === json,
    );
  }
}

export interface Looked<T> {
  /** What the body would have said. */
  readonly value: T;
  readonly seen: Seen;
  /** Would it have written anything? */
  readonly writes: boolean;
  readonly revision: number;
}

/** Runs the body, and keeps it from writing. */
export async function lookAt<T>(
  state: SharedState,
  body: (tx: Transaction) => T,
): Promise<Looked<T>> {
  const { value: looked, revision } = await state.transact((tx) => {
    const looking = new Looking(tx);
    const value = body(looking);
    return { value, seen: looking.seen, writes: looking.writes };
  });
  return { ...looked, revision };
}

class Looking implements Transaction {
  readonly seen = new Seen();
  readonly #tx: Transaction;
  readonly #written = new Map<string, unknown>();
  readonly #leases = new Map<LeaseId, number>();

  constructor(tx: Transaction) {
    this.#tx = tx;
  }

  get writes(): boolean {
    return this.#written.size > 0 || this.#leases.size > 0;
  }

  get<T>(key: Key): T | undefined {
    const name = JSON.stringify(key);
    if (this.#written.has(name)) return structuredClone(this.#written.get(name)) as T | undefined;
    const value = this.#tx.get<T>(key);
    this.seen.keep(key, value);
    return value;
  }

  put(key: Key, value: unknown): void {
    this.#written.set(JSON.stringify(key), value);
  }

  delete(key: Key): void {
    this.#written.set(JSON.stringify(key), undefined);
  }

  leaseLeftMs(lease: LeaseId): number {
    return this.#leases.get(lease) ?? this.#tx.leaseLeftMs(lease);
  }

  lease(forMs: number): LeaseId {
    const lease = `looking-${this.#leases.size}`;
    this.#leases.set(lease, forMs);
    return lease;
  }

  renew(lease: LeaseId, forMs: number): boolean {
    if (this.leaseLeftMs(lease) === 0) return false;
    this.#leases.set(lease, forMs);
    return true;
  }

  revoke(lease: LeaseId): void {
    this.#leases.set(lease, 0);
  }
}
