/**
 * One handle on a memory store, as one process's handle on a shared file would be.
 *
 * A transaction needs no locking: its body runs, and its writes are applied, within one turn of the
 * event loop. It never runs inside the call of `transact`, so that bodies cannot nest.
 */

import {
  type Body,
  type Changes,
  type Clock,
  type CommitNote,
  type Committed,
  type EncodedKey,
  type Engine,
  HoldfastError,
  type Key,
  type LeaseId,
  type Manifest,
  type Revision,
  type Snapshot,
  type StoredValue,
  systemClock,
  TransactionBuffer,
} from "@holdfast/shared-state/engine";
import { LeaseReaper } from "./lease-reaper.ts";
import { type Instant, instantOf, leaseLeftMs } from "./leases.ts";
import { MemoryChanges } from "./memory-changes.ts";
import { MemorySnapshot } from "./memory-snapshot.ts";
import type { MemoryStore } from "./memory-store.ts";

export interface MemoryEngineOptions {
  readonly store: MemoryStore;
  readonly clock?: Clock;
  /** How many of the latest commits this handle may still ask about. */
  readonly retainedCommits?: number;
}

export function memoryEngine(options: MemoryEngineOptions): Engine {
  return new MemoryEngine(options);
}

class MemoryEngine implements Engine {
  readonly manifest: Manifest;
  readonly clock: Clock;
  readonly #store: MemoryStore;
  readonly #reaper: LeaseReaper;
  readonly #feeds = new Set<Changes>();
  #lastTransaction: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor({ store, clock = systemClock(), retainedCommits = 100_000 }: MemoryEngineOptions) {
    this.manifest = {
      name: "memory",
      distributed: false,
      leaseMsMin: 10,
      leaseLagMs: 0,
      transactionKeysMax: 128,
      keyBytesMax: 1024,
      valueBytesMax: 512 * 1024,
      retainedCommits,
    };
    this.clock = clock;
    this.#store = store;
    this.#reaper = new LeaseReaper(store, clock, this.manifest.transactionKeysMax);
  }

  async transact<T>(body: Body<T>, note: CommitNote = {}): Promise<Committed<T>> {
    this.#mustBeOpen();
    const committed = this.#lastTransaction.then(() => this.#run(body, note));
    this.#lastTransaction = committed.catch(() => {}); // Its caller gets the error.
    return committed;
  }

  async snapshot({ revision }: { revision?: Revision } = {}): Promise<Snapshot> {
    this.#mustBeOpen();
    const wanted = revision ?? this.#store.head;
    this.#mustExist(wanted);
    // Revision 0 has no commit: the empty state is known for as long as the first commit is.
    if (Math.max(wanted, 1) < this.#oldestRetained()) {
      throw new HoldfastError("revision-not-retained");
    }
    const takenAt = instantOf(this.clock);
    return new MemorySnapshot(this.#store, wanted, takenAt, () => this.#closed);
  }

  changes({ prefix = [], after }: { prefix?: Key; after?: Revision } = {}): Changes {
    this.#mustBeOpen();
    const feed: Changes = new MemoryChanges(this.#store, {
      prefix,
      after: after ?? this.#store.head,
      oldestRetained: () => this.#oldestRetained(),
      onClose: () => this.#feeds.delete(feed),
    });
    this.#feeds.add(feed);
    return feed;
  }

  async head(): Promise<Revision> {
    this.#mustBeOpen();
    return this.#store.head;
  }

  /** Memory is as durable as it gets. */
  async durable(revision: Revision): Promise<void> {
    this.#mustBeOpen();
    this.#mustExist(revision);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#reaper.stop();
    for (const feed of this.#feeds) feed.close();
    await this.#lastTransaction;
  }

  #run<T>(body: Body<T>, note: CommitNote): Committed<T> {
    const buffer = new TransactionBuffer(this.#stateAt(instantOf(this.clock)), this.manifest);
    const value = buffer.run(body);
    this.#applyLeases(buffer);
    if (!buffer.changesState) return { value, revision: this.#store.head };
    const revision = this.#store.append(this.#writesOf(buffer), this.clock.wallMs(), note);
    return { value, revision };
  }

  /** What a body reads. It runs in one turn, so that nothing changes meanwhile. */
  #stateAt(now: Instant) {
    return {
      read: (key: EncodedKey) => this.#store.read(key, this.#store.head),
      leaseLeftMs: (lease: LeaseId) => leaseLeftMs(this.#store.leases, lease, now),
      newLeaseId: () => this.#store.newLeaseId(),
    };
  }

  #applyLeases(buffer: TransactionBuffer): void {
    const { monotonicMs, bootId } = instantOf(this.clock);
    for (const [lease, change] of buffer.leases) {
      if (change.kind === "revoked") this.#store.endLease(lease);
      else this.#store.setLease(lease, { deadlineMs: monotonicMs + change.forMs, bootId });
    }
  }

  /** The body's own writes, and the deletions of what was bound to the leases that it revoked. */
  #writesOf(buffer: TransactionBuffer): Map<EncodedKey, StoredValue | undefined> {
    const writes = new Map<EncodedKey, StoredValue | undefined>();
    const leases = [...buffer.leases].filter(([, { kind }]) => kind === "revoked");
    const revoked = new Set(leases.map(([lease]) => lease));
    for (const key of this.#store.keysBoundTo(revoked)) writes.set(key, undefined);
    for (const [key, { stored }] of buffer.writes) writes.set(key, stored);
    return writes;
  }

  #oldestRetained(): Revision {
    return Math.max(1, this.#store.head - this.manifest.retainedCommits + 1);
  }

  #mustExist(revision: Revision): void {
    if (revision > this.#store.head) throw new HoldfastError("revision-in-the-future");
  }

  #mustBeOpen(): void {
    if (this.#closed) throw new HoldfastError("engine-closed");
  }
}
