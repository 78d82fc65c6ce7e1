/**
 * The embedded engine: one LMDB file, mapped into every process that shares the state.
 *
 * Here the parts are wired; each has a file of its own:
 *
 *     transact ──▶ group-commit ──▶ commits ──▶ log, leases      one write transaction
 *                                      └──────▶ settling           … in which the tree follows
 *     snapshot ──▶ present, past ◀── tail ◀──── log
 *     changes  ──▶ feed ◀── news ◀── wake-up ◀─ bell, which whoever commits rings
 *                  reaper ─▶ group-commit       when a lease's deadline has come
 */

import { randomBytes } from "node:crypto";
import {
  type Body,
  type Changes,
  type Clock,
  type CommitNote,
  type CommitOptions,
  type Committed,
  type CommittedState,
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
  systemClock,
  TransactionBuffer,
} from "@holdfast/shared-state/engine";
import { Bell } from "./bell.ts";
import { Commits, followLog, writesOf } from "./commits.ts";
import { Feed } from "./feed.ts";
import { GroupCommit, type Job, type WriteLockPhase } from "./group-commit.ts";
import { LeaseTable } from "./lease-table.ts";
import { Log } from "./log.ts";
import { News } from "./news.ts";
import { type PastMoment, viewOfPast } from "./past.ts";
import { viewOfPresent } from "./present.ts";
import { Reaper } from "./reaper.ts";
import type { Head } from "./records.ts";
import { Retaining } from "./retaining.ts";
import { Settling } from "./settling.ts";
import { LmdbSnapshot } from "./snapshot.ts";
import { type ReadTransaction, Store } from "./store.ts";
import { Tail } from "./tail.ts";
import { TreeCache } from "./tree-cache.ts";
import { WakeUp } from "./wake-up.ts";

export interface LmdbEngineOptions {
  /** The state's folder; made when it is missing. */
  readonly path: string;
  readonly clock?: Clock;
  /** How much of the past is kept; what is left out has a generous default. */
  readonly retention?: Partial<Retention>;
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

const RETENTION: Retention = { commits: 10_000_000, ms: 30 * 86_400_000, bytes: 1024 ** 3 };

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
  readonly #log: Log;
  readonly #news: News;
  /** What commits and snapshots share. */
  readonly #parts: { store: Store; log: Log; tree: TreeCache; tail: Tail; leases: LeaseTable };
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
    const { path, clock = systemClock() } = options;
    const retention: Retention = { ...RETENTION, ...options.retention };
    this.manifest = manifestOf(retention);
    this.clock = clock;
    this.#store = new Store(path);
    this.#leases = new LeaseTable(this.#store, clock);
    this.#log = new Log(this.#store);
    const tree = new TreeCache(this.#store);
    this.#parts = {
      ...{ store: this.#store, log: this.#log, leases: this.#leases },
      ...{ tree, tail: new Tail(tree) },
    };
    this.#commits = this.#createCommits(retention);
    this.#group = this.#createGroup(options.onWriteLock ?? (() => {}));
    this.#bell = new Bell(path);
    this.#wakeUp = new WakeUp({
      file: this.#bell.file,
      look: () => this.#store.latestHead().revision,
      poll: options.notice === "poll",
    });
    this.#news = new News(this.#log, () => this.#wakeUp.seen);
    this.#wakeUp.subscribe(() => this.#news.look());
    this.#reaper = this.#createReaper();
    this.#wakeUp.subscribe(() => this.#reaper.notice());
    const freeReaders = () => this.#store.freeDeadReaders();
    this.#readersTimer = setInterval(freeReaders, DEAD_READERS_EVERY_MS);
  }

  async transact<T>(
    body: Body<T>,
    { durable = false, ...note }: CommitOptions = {},
  ): Promise<Committed<T>> {
    this.#mustBeOpen();
    const committed = await new Promise<Committed<T>>((resolve, reject) => {
      const run = () => this.#run(body, note, { resolve, reject });
      this.#group.add({ run, fail: reject });
    });
    if (durable) await this.durable(committed.revision);
    return committed;
  }

  async snapshot(moment?: Moment): Promise<Snapshot> {
    this.#mustBeOpen();
    const opening = this.#open(moment);
    this.#opening.add(opening);
    const snapshot = await opening.finally(() => this.#opening.delete(opening));
    this.#snapshots.add(snapshot);
    return snapshot;
  }

  async erase(keys: readonly Key[], note: CommitNote = {}): Promise<Revision> {
    this.#mustBeOpen();
    for (const key of keys) encodeKey(key);
    let revision = await this.head();
    for (let from = 0; from < keys.length; from += this.manifest.transactionKeysMax) {
      const some = keys.slice(from, from + this.manifest.transactionKeysMax);
      revision = await this.#erase(some, { cause: "erased", ...note });
    }
    await this.durable(revision);
    return revision;
  }

  changes({
    prefix = [],
    after,
    until,
  }: {
    prefix?: Key;
    after?: Revision;
    until?: Revision;
  } = {}): Changes {
    this.#mustBeOpen();
    const feed: Changes = new Feed(this.#store, this.#news, {
      log: this.#log,
      prefix: [...prefix],
      after: after ?? this.#store.latestHead().revision,
      until,
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

  /** The moment wanted, if it is retained: as of now, or of then. */
  async #open(moment: Moment | undefined): Promise<Snapshot> {
    const transaction = this.#store.readTransaction();
    try {
      const head = this.#store.head(transaction);
      const past = moment && this.#pastMoment(moment, head, transaction);
      const onClose = (closed: Snapshot) => this.#snapshots.delete(closed);
      followLog(this.#parts, head, transaction);
      if (!past) {
        const context = { ...this.#parts, nowMs: this.clock.monotonicMs() };
        return new LmdbSnapshot(viewOfPresent(context, transaction, head), onClose);
      }
      if (past.revision <= head.exact) {
        return new LmdbSnapshot(viewOfPast(this.#parts, transaction, head, past), onClose);
      }
    } catch (error) {
      transaction.done();
      throw error;
    }
    transaction.done();
    await this.#settleAll();
    return this.#open(moment);
  }

  /**
   * Undefined: it is the present. Revision 0 has no commit: the empty state is known for as long as the
   * first commit is.
   */
  #pastMoment(moment: Moment, head: Head, transaction: ReadTransaction): PastMoment | undefined {
    const time = "time" in moment ? moment.time : undefined;
    if (time !== undefined && time > head.at) return undefined;
    const revision =
      "revision" in moment
        ? moment.revision
        : (this.#log.revisionAt(moment.time, transaction) ?? 0);
    if (revision > head.revision) throw new HoldfastError("revision-in-the-future");
    if (Math.max(revision, 1) < head.oldest) throw new HoldfastError("revision-not-retained");
    const header = revision === 0 ? undefined : this.#log.headerWith(revision, transaction);
    return { revision, at: header?.timeOf(revision) ?? 0, time };
  }

  #settleAll(): Promise<void> {
    return new Promise((resolve, reject) => {
      const run = () => {
        this.#commits.settleAll();
        return resolve;
      };
      this.#group.add({ run, fail: reject });
    });
  }

  #erase(keys: readonly Key[], note: CommitNote): Promise<Revision> {
    return new Promise((resolve, reject) => {
      const run = () => {
        this.#commits.erase(keys, note);
        const { revision } = this.#commits.head;
        return () => resolve(revision);
      };
      this.#group.add({ run, fail: reject });
    });
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

  #createCommits(retention: Retention): Commits {
    const { store, tail } = this.#parts;
    const { clock } = this;
    const settling = new Settling(store, tail);
    const retaining = new Retaining(store, retention, () => clock.wallMs());
    return new Commits({ ...this.#parts, settling, retaining, clock });
  }

  #createGroup(onWriteLock: (phase: WriteLockPhase) => void): GroupCommit {
    return new GroupCommit(this.#store, {
      begin: () => this.#commits.begin(),
      end: () => this.#commits.end(),
      isVisible: () => this.#commits.isVisible(),
      onWriteLock,
      failed: () => this.#commits.failed(),
      committed: ({ synced }) => {
        if (synced && this.#commits.syncs) this.#durable = this.#commits.head.revision;
        this.#commits.kept();
        if (this.#wakeUp.notice(this.#commits.head.revision)) this.#bell.ring();
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

function manifestOf(retention: Retention): Manifest {
  return {
    name: "lmdb",
    distributed: false,
    leaseMsMin: 10,
    leaseLagMs: 0,
    transactionKeysMax: 128,
    keyBytesMax: 1024,
    valueBytesMax: 512 * 1024,
    retention,
  };
}
