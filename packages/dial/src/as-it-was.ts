/**
 * A transaction in which what was once seen still seems to be there. What is written goes to the store
 * as it is, over whatever has come there since.
 */

import type { Key, LeaseId, Transaction } from "@holdfast/shared-state";
import type { Seen } from "./seen.ts";

export function asItWas(tx: Transaction, seen: Seen, believes: (key: Key) => boolean): AsItWas {
  return new AsItWas(tx, seen, believes);
}

export class AsItWas implements Transaction {
  protected readonly tx: Transaction;
  protected readonly seen: Seen;
  readonly #believes: (key: Key) => boolean;
  readonly #written = new Map<string, unknown>();

  constructor(tx: Transaction, seen: Seen, believes: (key: Key) => boolean) {
    this.tx = tx;
    this.seen = seen;
    this.#believes = believes;
  }

  get<T>(key: Key): T | undefined {
    const name = JSON.stringify(key);
    if (this.#written.has(name)) return structuredClone(this.#written.get(name)) as T | undefined;
    if (this.#believes(key) && this.seen.has(key)) return this.seen.get<T>(key);
    return this.tx.get<T>(key);
  }

  put(key: Key, value: unknown, options?: { lease?: LeaseId }): void {
    this.#written.set(JSON.stringify(key), value);
    this.write(key, value, options);
  }

  delete(key: Key): void {
    this.#written.set(JSON.stringify(key), undefined);
    this.tx.delete(key);
  }

  leaseLeftMs(lease: LeaseId): number {
    return this.tx.leaseLeftMs(lease);
  }

  lease(forMs: number): LeaseId {
    return this.tx.lease(forMs);
  }

  renew(lease: LeaseId, forMs: number): boolean {
    return this.tx.renew(lease, forMs);
  }

  revoke(lease: LeaseId): void {
    this.tx.revoke(lease);
  }

  /** How what is written gets into the store. */
  protected write(key: Key, value: unknown, options?: { lease?: LeaseId }): void {
    this.tx.put(key, value, options);
  }
}
