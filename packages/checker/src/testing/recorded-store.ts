/**
 * A store in a few lines, whose commits are a history: tests do with it what the real primitives do,
 * and also what they would never do.
 */

import type { Body, Key, LeaseId, Transaction } from "@holdfast/shared-state";
import type { StoreChange, StoreCommit } from "../history.ts";
import { nameOfKey } from "../store/store-keys.ts";

interface Stored {
  readonly key: Key;
  readonly value: unknown;
  readonly revision: number;
  readonly lease?: LeaseId;
}

export interface Note {
  readonly actor?: string;
  readonly cause?: string;
  readonly correlation?: string;
}

export class RecordedStore {
  readonly commits: StoreCommit[] = [];
  /** Wall time in milliseconds, set by the test. */
  now: number;
  readonly #stored = new Map<string, Stored>();
  readonly #leases = new Map<LeaseId, number>();

  constructor(now: number = Date.UTC(2026, 10, 20, 8)) {
    this.now = now;
  }

  /** One commit; of a body that writes nothing, none. */
  commit<T>(body: Body<T>, note: Note = {}): T {
    const writes = new Map<string, { key: Key; value: unknown; lease?: LeaseId }>();
    const revoked = new Set<LeaseId>();
    const value = body(this.#transaction(writes, revoked));
    for (const { key, lease } of this.#stored.values()) {
      if (lease !== undefined && revoked.has(lease) && !writes.has(nameOfKey(key))) {
        writes.set(nameOfKey(key), { key, value: undefined });
      }
    }
    this.#apply([...writes.values()], note, revoked);
    return value;
  }

  /** What has lapsed by now goes, as an engine's reaper makes it go. */
  reap(): void {
    const lapsed = [...this.#stored.values()].filter(({ lease }) => !this.#isAlive(lease));
    this.#apply(
      lapsed.map(({ key }) => ({ key, value: undefined })),
      { actor: "engine", cause: "lease-lapsed" },
    );
  }

  #transaction(
    writes: Map<string, { key: Key; value: unknown; lease?: LeaseId }>,
    revoked: Set<LeaseId>,
  ): Transaction {
    return {
      get: <T>(key: Key) => {
        const written = writes.get(nameOfKey(key));
        if (written) return written.value as T | undefined;
        const stored = this.#stored.get(nameOfKey(key));
        const alive = stored && this.#isAlive(stored.lease);
        return (alive ? structuredClone(stored.value) : undefined) as T | undefined;
      },
      put: (key, value, { lease } = {}) => {
        writes.set(nameOfKey(key), { key, value, ...(lease !== undefined && { lease }) });
      },
      delete: (key) => {
        if (this.#stored.has(nameOfKey(key))) writes.set(nameOfKey(key), { key, value: undefined });
        else writes.delete(nameOfKey(key));
      },
      lease: (forMs) => {
        const id = `lease-${this.#leases.size + 1}`;
        this.#leases.set(id, this.now + forMs);
        return id;
      },
      leaseLeftMs: (lease) => Math.max(0, (this.#leases.get(lease) ?? 0) - this.now),
      renew: (lease, forMs) => {
        if (!this.#isAlive(lease)) return false;
        this.#leases.set(lease, this.now + forMs);
        return true;
      },
      revoke: (lease) => {
        if (this.#isAlive(lease)) revoked.add(lease);
      },
    };
  }

  #apply(
    writes: readonly { key: Key; value: unknown; lease?: LeaseId }[],
    note: Note,
    revoked: ReadonlySet<LeaseId> = new Set(),
  ): void {
    if (writes.length === 0) return;
    const revision = this.commits.length + 1;
    const changes = writes.map(({ key, value, lease }): StoreChange => {
      const name = nameOfKey(key);
      const stored = this.#stored.get(name);
      const lapsed = stored?.lease !== undefined && !this.#isAlive(stored.lease);
      const wasEnded = stored?.lease !== undefined && revoked.has(stored.lease);
      if (value === undefined) this.#stored.delete(name);
      else this.#stored.set(name, { key, value, revision, ...(lease && { lease }) });
      return {
        ...{ key, before: stored?.revision ?? 0 },
        ...(value !== undefined && { value }),
        ...(lease !== undefined && { lease }),
        ...(lapsed && !wasEnded && { lapsedAt: this.#leases.get(stored?.lease ?? "")! }),
      };
    });
    for (const lease of revoked) this.#leases.delete(lease);
    this.commits.push({ kind: "commit", revision, at: this.now, ...note, changes });
  }

  /** It has ended at its deadline, not after it. */
  #isAlive(lease: LeaseId | undefined): boolean {
    return lease === undefined || (this.#leases.get(lease) ?? 0) > this.now;
  }
}
