/**
 * The embedded engine: one LMDB file, mapped into every process that shares the state.
 *
 * Here the parts are wired; each has a file of its own:
 *
 *     transact ──▶ group-commit ──▶ commits ──▶ store (keys, log, leases …)
 *     snapshot ───────────────────────────────▶ store, undoing from the log
 *     changes  ──▶ feed ◀── wake-up ◀────────── bell, which whoever commits rings
 *                  reaper ─▶ group-commit       when a lease's deadline has come
 */

import { randomBytes } from "node:crypto";
import {
  type Body,
  type Changes,
  type Clock,
  type CommitNote,
  type Committed,
  type CommittedState,
  type Engine,
  HoldfastError,
  type Key,
  type LeaseId,
  type Manifest,
  type Revision,
  type Snapshot,
  systemClock,
  TransactionBuffer,
} from "@holdfast/shared-state/engine";
import { Bell } from "./bell.ts";
import { Commits, writesOf } from "./commits.ts";
import { Feed } from "./feed.ts";
import { GroupCommit, type Job, type WriteLockPhase } from "./group-commit.ts";
import { LeaseTable } from "./lease-table.ts";
import { LogTail } from "./log-tail.ts";
import { Reaper } from "./reaper.ts";
import { openSnapshot } from "./snapshot.ts";
import { Store } from "./store.ts";
import { WakeUp } from "./wake-up.ts";

export interface LmdbEngineOptions {
  /** The state's folder; made when it is missing. */
  readonly path: string;
  readonly clock?: Clock;
  /** How many of the latest commits are kept for `changes` and earlier snapshots. */
  readonly retainedCommits?: number;
  /** Called synchronously at each step towards, into and out of the machine-wide write lock. */
  readonly onWriteLock?: (phase: WriteLockPhase) => void;
  /** How other processes' commits are noticed. `watch` becomes `poll` by itself where it fails. */
  readonly notice?: "watch" | "poll";
}

export interface LmdbStatistics {
  /** The longest that our bodies held the write lock. */
  readonly longestLockMs: number;
  /** Commits that this engine made: revisions. */
  readonly commits: number;
  /** Write transactions that they were made in. */
  readonly groups: number;
  /** How other processes' commits are noticed at present. */
  readonly noticesBy: "watch" | "poll";
}

export interface LmdbEngine extends Engine {
  statistics(): LmdbStatistics;
}

const DEAD_READERS_EVERY_MS = 60_000;

/** @throws HoldfastError `state-foreign`, `state-format`, `engine-failed` */
export async function lmdbEngine(options: LmdbEngineOptions): Promise<LmdbEngine> {
  return new EmbeddedEngine(options);
}

class EmbeddedEngine implements LmdbEngine {
  readonly manifest: Manifest;
  readonly clock: Clock;
  readonly #store: Store;
  readonly #leases: LeaseTable;
  readonly #commits: Commits;
  readonly #group: GroupCommit;
  readonly #bell: Bell;
  readonly #wakeUp: WakeUp;
  readonly #reaper: Reaper;
  readonly #tail: LogTail;
  readonly #feeds = new Set<Changes>();
  readonly #snapshots = new Set<Snapshot>();
  /** Snapshots of the past that are still being read together. */
  readonly #opening = new Set<Promise<Snapshot>>();
  /** Begins every lease id of ours, so that no two processes make the same. */
  readonly #name = randomBytes(9).toString("base64url");
  readonly #readersTimer: NodeJS.Timeout;
  #leasesMade = 0;
  #commitsMade = 0;
  /** Every commit up to this one would survive a power cut. */
  #durable: Revision = 0;
  #closing: Promise<void> | undefined;

  constructor(options: LmdbEngineOptions) {
    const { path, clock = systemClock(), retainedCommits = 100_000 } = options;
    this.manifest = manifestOf(retainedCommits);
    this.clock = clock;
    this.#store = new Store(path);
    this.#leases = new LeaseTable(this.#store, clock);
    this.#tail = new LogTail(this.#store);
    const wallMs = () => clock.wallMs();
    this.#commits = new Commits(this.#store, this.#leases, { wallMs, retainedCommits });
    this.#group = this.#createGroup(options.onWriteLock ?? (() => {}));
    this.#bell = new Bell(path);
    this.#wakeUp = new WakeUp({
      file: this.#bell.file,
      look: () => this.#store.latestHead().revision,
      poll: options.notice === "poll",
    });
    this.#reaper = this.#createReaper();
    this.#wakeUp.subscribe(() => this.#reaper.notice());
    const freeReaders = () => this.#store.freeDeadReaders();
    this.#readersTimer = setInterval(freeReaders, DEAD_READERS_EVERY_MS);
  }

  async transact<T>(body: Body<T>, note: CommitNote = {}): Promise<Committed<T>> {
    this.#mustBeOpen();
    return new Promise((resolve, reject) => {
      const run = () => this.#run(body, note, { resolve, reject });
      this.#group.add({ run, fail: reject });
    });
  }

  async snapshot({ revision }: { revision?: Revision } = {}): Promise<Snapshot> {
    this.#mustBeOpen();
    const context = {
      store: this.#store,
      leases: this.#leases,
      nowMs: this.clock.monotonicMs(),
      onClose: (closed: Snapshot) => this.#snapshots.delete(closed),
    };
    const opening = openSnapshot(context, revision);
    this.#opening.add(opening);
    const snapshot = await opening.finally(() => this.#opening.delete(opening));
    this.#snapshots.add(snapshot);
    return snapshot;
  }

  changes({ prefix = [], after }: { prefix?: Key; after?: Revision } = {}): Changes {
    this.#mustBeOpen();
    const feed: Changes = new Feed(this.#store, this.#wakeUp, {
      tail: this.#tail,
      prefix: [...prefix],
      after: after ?? this.#store.latestHead().revision,
      onClose: () => this.#feeds.delete(feed),
    });
    this.#feeds.add(feed);
    return feed;
  }

  async head(): Promise<Revision> {
    this.#mustBeOpen();
    return this.#store.latestHead().revision;
  }

  async durable(revision: Revision): Promise<void> {
    this.#mustBeOpen();
    if (revision <= this.#durable) return;
    if (revision > this.#store.latestHead().revision) {
      throw new HoldfastError("revision-in-the-future");
    }
    // Another process made it, and may still be syncing it. One sync of ours takes it along; those
    // who ask at the same time get into the same group.
    await new Promise<void>((resolve, reject) => {
      this.#group.add(this.#barrier(revision, resolve, reject));
    });
  }

  statistics(): LmdbStatistics {
    const { longestLockMs, groups } = this.#group;
    return { longestLockMs, groups, commits: this.#commitsMade, noticesBy: this.#wakeUp.noticesBy };
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    clearInterval(this.#readersTimer);
    this.#reaper.stop();
    for (const feed of [...this.#feeds]) feed.close();
    await this.#group.idle();
    for (const opening of await Promise.allSettled(this.#opening)) {
      if (opening.status === "fulfilled") opening.value.close();
    }
    this.#wakeUp.close();
    this.#bell.close();
    for (const snapshot of [...this.#snapshots]) snapshot.close();
    await this.#store.close();
  }

  /** Under the write lock: runs one body and commits what it wrote. Returns what tells its caller. */
  #run<T>(
    body: Body<T>,
    note: CommitNote,
    caller: { resolve: (committed: Committed<T>) => void; reject: (thrown: unknown) => void },
  ): () => void {
    const nowMs = this.clock.monotonicMs();
    const buffer = new TransactionBuffer(this.#stateAt(nowMs), this.manifest);
    let value: T;
    try {
      value = buffer.run(body);
    } catch (thrown) {
      return () => caller.reject(thrown);
    }
    const orphans = this.#commits.applyLeases(buffer.leases, nowMs);
    const commits = buffer.changesState;
    if (commits) this.#commits.append(writesOf(buffer.writes, orphans), note);
    const { revision } = this.#commits.head;
    return () => {
      if (commits) this.#commitsMade += 1;
      if (buffer.leases.size > 0) this.#reaper.notice();
      caller.resolve({ value, revision });
    };
  }

  /** What a body reads: nothing changes while it runs, not even the time. */
  #stateAt(nowMs: number): CommittedState {
    return {
      read: (key) => this.#commits.read(key),
      leaseLeftMs: (lease) => this.#leases.leftMs(lease, nowMs),
      newLeaseId: () => {
        this.#leasesMade += 1;
        return `${this.#name}-${this.#leasesMade}`;
      },
    };
  }

  #barrier(revision: Revision, resolve: () => void, fail: (error: unknown) => void): Job {
    const settle = () => {
      if (this.#durable >= revision) resolve();
      else fail(new HoldfastError("engine-failed", { problem: "The disk did not sync." }));
    };
    const run = () => {
      this.#commits.barrier();
      return settle;
    };
    return { run, fail };
  }

  #createGroup(onWriteLock: (phase: WriteLockPhase) => void): GroupCommit {
    return new GroupCommit(this.#store, {
      begin: () => this.#commits.begin(),
      end: () => this.#commits.end(),
      isVisible: () => this.#commits.isVisible(),
      onWriteLock,
      committed: ({ synced }) => {
        if (synced && this.#commits.syncs) this.#durable = this.#commits.head.revision;
        if (this.#wakeUp.look()) this.#bell.ring();
      },
    });
  }

  #createReaper(): Reaper {
    return new Reaper({
      store: this.#store,
      leases: this.#leases,
      commits: this.#commits,
      group: this.#group,
      clock: this.clock,
      keysPerCommit: this.manifest.transactionKeysMax,
      isOurs: (lease: LeaseId) => lease.startsWith(`${this.#name}-`),
    });
  }

  #mustBeOpen(): void {
    if (this.#closing) throw new HoldfastError("engine-closed");
  }
}

function manifestOf(retainedCommits: number): Manifest {
  return {
    name: "lmdb",
    distributed: false,
    leaseMsMin: 10,
    leaseLagMs: 0,
    transactionKeysMax: 128,
    keyBytesMax: 1024,
    valueBytesMax: 512 * 1024,
    retainedCommits,
  };
}
