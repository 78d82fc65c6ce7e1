/**
 * The embedded engine: one LMDB file, mapped into every process that shares the state.
 *
 * Here the parts are wired; each has a file of its own:
 *
 *     transact ──▶ group-commit ──▶ commits ──▶ log, leases      one write transaction
 *                                      └──────▶ settling           … in which the tree follows
 *     snapshot ──▶ snapshots ──▶ present, past ◀── tail ◀── log
 *     changes  ──▶ feed ◀── news ◀── wake-up ◀─ bells, which whoever commits rings
 *                  reaper ─▶ group-commit       when a lease's deadline has come
 */

import { randomBytes } from "node:crypto";
import {
  type Body,
  type Changes,
  type ChangesOptions,
  type Clock,
  type CommitNote,
  type CommitOptions,
  type Committed,
  type CommittedState,
  type Engine,
  encodeKey,
  failpoint,
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
import { Commits, writesOf } from "./commits.ts";
import { Feed } from "./feed.ts";
import { GroupCommit, type WriteLockPhase } from "./group-commit.ts";
import { LeaseTable } from "./lease-table.ts";
import { Log } from "./log.ts";
import { News } from "./news.ts";
import { Reaper } from "./reaper.ts";
import { Retaining } from "./retaining.ts";
import { Settling } from "./settling.ts";
import { Snapshots } from "./snapshots.ts";
import { Store } from "./store.ts";
import { SyncedMark } from "./synced-mark.ts";
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
  readonly #synced: SyncedMark;
  readonly #wakeUp: WakeUp;
  readonly #reaper: Reaper;
  readonly #log: Log;
  readonly #news: News;
  /** What commits and snapshots share. */
  readonly #parts: { store: Store; log: Log; tree: TreeCache; tail: Tail; leases: LeaseTable };
  readonly #feeds = new Set<Changes>();
  readonly #snapshots: Snapshots;
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
    const settleAll = () => this.#group.run(() => this.#settleAll());
    this.#snapshots = new Snapshots({ ...this.#parts, clock, settleAll });
    this.#bell = new Bell(path);
    this.#synced = new SyncedMark({ folder: path, file: this.#store.file, bootId: clock.bootId });
    this.#wakeUp = new WakeUp({
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
    const committed = await this.#group.run(() => this.#run(body, note));
    if (durable) await this.durable(committed.revision);
    return committed;
  }

  async snapshot(moment?: Moment): Promise<Snapshot> {
    this.#mustBeOpen();
    return this.#snapshots.open(moment);
  }

  async erase(keys: readonly Key[], note: CommitNote = {}): Promise<Revision> {
    this.#mustBeOpen();
    for (const key of keys) encodeKey(key);
    let revision = await this.head();
    for (let from = 0; from < keys.length; from += this.manifest.transactionKeysMax) {
      const some = keys.slice(from, from + this.manifest.transactionKeysMax);
      revision = await this.#group.run(() => this.#erase(some, { cause: "erased", ...note }));
    }
    await this.durable(revision);
    return revision;
  }

  changes({ prefix = [], after, until }: ChangesOptions = {}): Changes {
    this.#mustBeOpen();
    const feed: Changes = new Feed(this.#store, this.#news, {
      log: this.#log,
      prefix: [...prefix],
      after: after ?? this.#store.latestHead().revision,
      until,
      attend: (awaited) => this.#wakeUp.attend(this.#bell.fileOf(awaited)),
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
    const synced = this.#synced.read();
    const head = this.#store.latestHead().revision;
    if (revision > head) throw new HoldfastError("revision-in-the-future");
    // A mark from beyond the head speaks of what the file once was: somebody has written over it.
    if (synced <= head) this.#durable = Math.max(this.#durable, synced);
    if (revision <= this.#durable) return;
    // Another process made it, and may still be syncing it. One sync of ours takes it along; those
    // who ask at the same time get into the same group.
    await this.#group.run(() => this.#barrier(revision));
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
    await this.#snapshots.closeAll();
    this.#wakeUp.close();
    this.#bell.close();
    this.#synced.close();
    await this.#store.close();
  }

  /** Under the write lock: runs one body and commits what it wrote. Returns what tells its caller. */
  #run<T>(body: Body<T>, note: CommitNote): () => Committed<T> {
    const nowMs = this.clock.monotonicMs();
    const buffer = new TransactionBuffer(this.#stateAt(nowMs), this.manifest);
    let value: T;
    try {
      value = buffer.run(body);
    } catch (thrown) {
      return () => {
        throw thrown;
      };
    }
    const orphans = this.#commits.applyLeases(buffer.leases, nowMs);
    const commits = buffer.changesState;
    if (commits) this.#commits.append(writesOf(buffer.writes, orphans), note);
    const { revision } = this.#commits.head;
    return () => {
      if (commits) this.#commitsMade += 1;
      if (buffer.leases.size > 0) this.#reaper.notice();
      return { value, revision };
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

  #settleAll(): () => void {
    this.#commits.settleAll();
    return () => {};
  }

  #erase(keys: readonly Key[], note: CommitNote): () => Revision {
    this.#commits.erase(keys, note);
    const { revision } = this.#commits.head;
    return () => revision;
  }

  #barrier(revision: Revision): () => void {
    this.#commits.barrier();
    return () => {
      if (this.#durable >= revision) return;
      throw new HoldfastError("engine-failed", { problem: "The disk did not sync." });
    };
  }

  #nowDurable(revision: Revision): void {
    this.#durable = revision;
    this.#synced.write(revision);
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
        if (synced && this.#commits.syncs) this.#nowDurable(this.#commits.head.revision);
        const changed = this.#commits.changedKeys();
        this.#commits.kept();
        failpoint("commit.after-write");
        if (this.#wakeUp.notice(this.#commits.head.revision)) this.#bell.ring(changed);
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
