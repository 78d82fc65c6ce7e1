/**
 * One handle on a memory store, as one process's handle on a shared file would be.
 *
 * A transaction needs no locking: its body runs, and its writes are applied, within one turn of the
 * event loop. It never runs inside the call of `transact`, so that bodies cannot nest.
 */

import {
  type Body,
  type Changes,
  type ChangesOptions,
  type Clock,
  type CommitNote,
  type CommitOptions,
  type Committed,
  type EncodedKey,
  type Engine,
  encodeKey,
  HoldfastError,
  type Key,
  type LeaseId,
  type Manifest,
  type Moment,
  type Retention,
  type Revision,
  type Snapshot,
  type StoredValue,
  systemClock,
  TransactionBuffer,
} from "@holdfast/shared-state/engine";
import { LeaseReaper } from "./lease-reaper.ts";
import { type Instant, instantOf, lapsedLeases, leaseLeftMs } from "./leases.ts";
import { MemoryChanges } from "./memory-changes.ts";
import {
  JUDGE_AS_COMMITTED,
  judgeAsOfTime,
  judgeAt,
  type LeaseJudgement,
  MemorySnapshot,
} from "./memory-snapshot.ts";
import type { MemoryStore } from "./memory-store.ts";
import { RetainedPast } from "./retained-past.ts";

export interface MemoryEngineOptions {
  readonly store: MemoryStore;
  readonly clock?: Clock;
  /** How much of the past this handle may still ask about. */
  readonly retention?: Partial<Retention>;
}

const RETENTION: Retention = {
  commits: 100_000,
  ms: Number.MAX_SAFE_INTEGER,
  bytes: Number.MAX_SAFE_INTEGER,
};

export function memoryEngine(options: MemoryEngineOptions): Engine {
  return new MemoryEngine(options);
}

class MemoryEngine implements Engine {
  readonly manifest: Manifest;
  readonly clock: Clock;
  readonly #store: MemoryStore;
  readonly #past: RetainedPast;
  readonly #reaper: LeaseReaper;
  readonly #feeds = new Set<Changes>();
  #lastTransaction: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor({ store, clock = systemClock(), retention }: MemoryEngineOptions) {
    this.manifest = {
      name: "memory",
      distributed: false,
      leaseMsMin: 10,
      leaseLagMs: 0,
      transactionKeysMax: 128,
      keyBytesMax: 1024,
      valueBytesMax: 512 * 1024,
      retention: { ...RETENTION, ...retention },
    };
    this.clock = clock;
    this.#store = store;
    this.#past = new RetainedPast(store, this.manifest.retention);
    this.#reaper = new LeaseReaper(store, clock, this.manifest.transactionKeysMax);
  }

  /** Visible is durable here: memory is as durable as it gets. */
  async transact<T>(body: Body<T>, options: CommitOptions = {}): Promise<Committed<T>> {
    this.#mustBeOpen();
    const { durable: _, ...note } = options;
    return this.#inTurn(() => this.#run(body, note));
  }

  async snapshot(moment?: Moment): Promise<Snapshot> {
    this.#mustBeOpen();
    if (!moment) return this.#snapshotOfThePresent();
    if ("revision" in moment) return this.#snapshotOf(moment.revision, JUDGE_AS_COMMITTED);
    if (moment.time > this.#store.timeOf(this.#store.head)) return this.#snapshotOfThePresent();
    const revision = this.#store.revisionAt(moment.time);
    const lapsed = this.#store.keysLapsedBy(moment.time, revision);
    return this.#snapshotOf(revision, judgeAsOfTime(lapsed));
  }

  async erase(keys: readonly Key[], note: CommitNote = {}): Promise<Revision> {
    this.#mustBeOpen();
    return this.#inTurn(() => this.#erase(keys, note));
  }

  changes({ prefix = [], after, until }: ChangesOptions = {}): Changes {
    this.#mustBeOpen();
    const feed: Changes = new MemoryChanges(this.#store, {
      prefix,
      after: after ?? this.#store.head,
      until,
      oldestRetained: () => this.#past.oldest(),
      onClose: () => this.#feeds.delete(feed),
    });
    this.#feeds.add(feed);
    return feed;
  }

  async head(): Promise<Revision> {
    this.#mustBeOpen();
    return this.#store.head;
  }

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

  /** After what this handle was asked to do before. */
  #inTurn<T>(work: () => T): Promise<T> {
    const done = this.#lastTransaction.then(work);
    this.#lastTransaction = done.catch(() => {}); // Its caller gets the error.
    return done;
  }

  #run<T>(body: Body<T>, note: CommitNote): Committed<T> {
    const now = instantOf(this.clock);
    const buffer = new TransactionBuffer(this.#stateAt(now), this.manifest);
    const value = buffer.run(body);
    const lapsed = new Set(lapsedLeases(this.#store.leases, now));
    const wallMs = this.clock.wallMs();
    const revision = buffer.changesState
      ? this.#store.append(this.#writesOf(buffer), { wallMs, note, lapsed })
      : this.#store.head;
    this.#applyLeases(buffer, now, wallMs);
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

  /** The body's own writes, and the deletions of what was bound to the leases that it revoked. */
  #writesOf(buffer: TransactionBuffer): Map<EncodedKey, StoredValue | undefined> {
    const writes = new Map<EncodedKey, StoredValue | undefined>();
    const leases = [...buffer.leases].filter(([, { kind }]) => kind === "revoked");
    const revoked = new Set(leases.map(([lease]) => lease));
    for (const key of this.#store.keysBoundTo(revoked)) writes.set(key, undefined);
    for (const [key, { stored }] of buffer.writes) writes.set(key, stored);
    return writes;
  }

  #applyLeases(buffer: TransactionBuffer, { monotonicMs, bootId }: Instant, wallMs: number): void {
    for (const [lease, change] of buffer.leases) {
      if (change.kind === "revoked") {
        this.#store.endLease(lease);
      } else {
        const { forMs } = change;
        // As commits do, a lease takes the later of the last commit's time and the clock's.
        const from = Math.max(this.#store.timeOf(this.#store.head), wallMs);
        const term = { deadlineMs: monotonicMs + forMs, bootId, until: from + forMs };
        this.#store.setLease(lease, term);
      }
    }
  }

  /** An ordinary commit deletes the keys, so that whoever watches follows, and their past goes. */
  #erase(keys: readonly Key[], note: CommitNote): Revision {
    const encoded = new Set(keys.map(encodeKey));
    const known = [...encoded].filter((key) => this.#store.hasEverHad(key));
    const most = this.manifest.transactionKeysMax;
    for (let at = 0; at < known.length; at += most) {
      const part = new Set(known.slice(at, at + most));
      this.#store.forget(part);
      const deletions = new Map([...part].map((key) => [key, undefined]));
      const context = { wallMs: this.clock.wallMs(), note: { cause: "erased", ...note } };
      this.#store.append(deletions, { ...context, lapsed: new Set() });
    }
    return this.#store.head;
  }

  #snapshotOfThePresent(): Snapshot {
    return this.#snapshotOf(this.#store.head, judgeAt(this.#store.leases, instantOf(this.clock)));
  }

  #snapshotOf(revision: Revision, leases: LeaseJudgement): Snapshot {
    this.#mustExist(revision);
    if (!this.#past.has(revision)) throw new HoldfastError("revision-not-retained");
    const isEngineClosed = () => this.#closed;
    return new MemorySnapshot(this.#store, { revision, leases, isEngineClosed });
  }

  #mustExist(revision: Revision): void {
    if (revision > this.#store.head) throw new HoldfastError("revision-in-the-future");
  }

  #mustBeOpen(): void {
    if (this.#closed) throw new HoldfastError("engine-closed");
  }
}
