/**
 * The engine port: all that the shared state needs from a store.
 *
 * An engine is an ordered map from keys to JSON values, shared by any number of processes, with one
 * store-wide *revision* that rises by one with each commit. Everything else (documents, holds,
 * streams, tasks, sagas) is written once, above this port.
 *
 *      holds  streams  tasks  sagas  …        packages/shared-state
 *     ═══════════ engine port ═══════════     this file
 *          LMDB   |   memory   |   etcd       packages/engine-*
 */

import type { Clock } from "./clock.ts";
import type { Key } from "./keys.ts";

/** Store-wide commit number. The first commit is 1; 0 is the empty store. */
export type Revision = number;

/** Names a lease. Never used twice in one store. */
export type LeaseId = string;

/** Why and by whom a commit was made. Kept in the log, so that an audit can say so later. */
export interface CommitNote {
  /** The agent or person, for example `room-agent/1`. */
  readonly actor?: string;
  /** The process that did it, when it acts for another: `gateway/1` for `person/ada`. */
  readonly process?: string;
  /** What the commit is, for example `hold-placed`. Engines use `lease-lapsed` when they reap. */
  readonly cause?: string;
  /** Ties together the commits of one request, across processes. */
  readonly correlation?: string;
}

/** What a transaction's body may read. Values are fresh copies: changing one changes nothing. */
export interface Reader {
  /** The value at `key`; undefined when absent, deleted, or bound to a lease that has lapsed. */
  get<T>(key: Key): T | undefined;
  /** How long the lease still lives, in milliseconds; 0 when it lapsed, was revoked or never was. */
  leaseLeftMs(lease: LeaseId): number;
}

/**
 * What a transaction's body may do. Point reads only, so that one body runs on every engine.
 * Writes are buffered: the body reads its own writes, and nothing is kept if it throws.
 */
export interface Transaction extends Reader {
  /**
   * Puts a JSON value. With a lease, the key disappears when the lease lapses or is revoked; without
   * one it stays, also when it was leased before.
   * @throws HoldfastError `lease-lapsed` when that lease is no longer alive;
   *   `key-invalid`, `value-invalid`, `value-too-large`, `transaction-too-large`.
   */
  put(key: Key, value: unknown, options?: { lease?: LeaseId }): void;
  delete(key: Key): void;
  /** Makes a lease that lapses `forMs` milliseconds after the commit. */
  lease(forMs: number): LeaseId;
  /** Gives a living lease `forMs` from now; false when it has already lapsed. */
  renew(lease: LeaseId, forMs: number): boolean;
  /** Ends a lease now: its keys go with this commit. Of a lease that has ended: does nothing. */
  revoke(lease: LeaseId): void;
}

/** A transaction's body: synchronous, pure, may run more than once. */
export type Body<T> = (tx: Transaction) => T;

/** How a transaction is committed. */
export interface CommitOptions extends CommitNote {
  /**
   * Resolve only once the commit would survive a power cut; otherwise once every process sees it,
   * which is sooner. Ask for it when the outside world is told next.
   */
  readonly durable?: boolean;
}

export interface Committed<T> {
  readonly value: T;
  /** The revision of this commit, or, of a body that wrote nothing, the one that it read. */
  readonly revision: Revision;
}

export interface Entry<T = unknown> {
  readonly key: Key;
  readonly value: T;
}

export interface RangeOptions {
  /** Whole key parts: the prefix `["a"]` covers `["a"]` and `["a", "b"]`, and not `["ab"]`. */
  readonly prefix: Key;
  /** Only keys after this one (before it, when `reverse`). For paging. */
  readonly after?: Key;
  readonly limit?: number;
  readonly reverse?: boolean;
}

/**
 * A moment of the retained past. As of a revision, the state is as that commit left it: a lease lived
 * until the commit that reaped it. As of a wall time, in milliseconds, it is as the last commit at or
 * before that time left it, less what was bound to leases that had lapsed by then.
 */
export type Moment = { readonly revision: Revision } | { readonly time: number };

/**
 * The state at one revision. Close it: an open snapshot keeps the store from reusing space.
 * Leases are judged at the moment when the snapshot was taken.
 */
export interface Snapshot {
  readonly revision: Revision;
  /** Wall time of the commit that made `revision`; 0 in the empty store. */
  readonly at: number;
  get<T>(key: Key): Promise<T | undefined>;
  /** Entries in key order. */
  range<T>(options: RangeOptions): Promise<readonly Entry<T>[]>;
  /** Of an earlier moment always 0: renewals leave no history. */
  leaseLeftMs(lease: LeaseId): Promise<number>;
  close(): void;
}

/** One key's change in a commit. No value: the key was deleted. */
export interface Change<T = unknown> {
  readonly key: Key;
  readonly value?: T;
  /** Wall time at which what was there before had lapsed with its lease, if it had. */
  readonly lapsedAt?: number;
}

/** One commit, whole as far as the watched prefix goes: the last value of each changed key. */
export interface Commit {
  readonly kind: "commit";
  readonly revision: Revision;
  /** Wall time in milliseconds since the epoch; never less than the previous commit's. */
  readonly at: number;
  readonly note: CommitNote;
  readonly changes: readonly Change[];
}

/**
 * The commits after revision `after` and before revision `before` are no longer retained. Whoever
 * gets one has to read the state anew; the commits that follow in the feed start at `before`.
 */
export interface Gap {
  readonly kind: "gap";
  readonly after: Revision;
  readonly before: Revision;
}

/** Which commits a feed tells. */
export interface ChangesOptions {
  /** Only what touches keys below it; default: everything. */
  readonly prefix?: Key;
  /** Only what comes after this revision; default: the present one. */
  readonly after?: Revision;
  /** The feed ends when every commit up to this revision has been told; default: never. */
  readonly until?: Revision;
}

/** A feed of commits. Iterate it; `close()` (or leaving the loop) ends it. */
export interface Changes extends AsyncIterableIterator<Commit | Gap> {
  close(): void;
}

/** What an engine promises, and the limits that every engine enforces. */
export interface Manifest {
  readonly name: string;
  /** Can processes on several machines share it? */
  readonly distributed: boolean;
  /** The shortest lease, in milliseconds. */
  readonly leaseMsMin: number;
  /** A lease ends never early, and late by at most this many milliseconds. */
  readonly leaseLagMs: number;
  /** Most keys that one transaction may write. */
  readonly transactionKeysMax: number;
  /** Longest encoded key, in bytes (see `encodeKey`). */
  readonly keyBytesMax: number;
  /** Largest JSON value, in bytes of UTF-8. */
  readonly valueBytesMax: number;
  /** How much of the past is kept for `changes` and for snapshots of earlier moments. */
  readonly retention: Retention;
}

/**
 * A commit is retained for as long as it is within each of these. What they hold on to is bounded;
 * a limit that was just exceeded is met again after a few further commits.
 */
export interface Retention {
  /** So many of the latest commits. */
  readonly commits: number;
  /** Commits of the last so many milliseconds. */
  readonly ms: number;
  /** The latest commits that together take at most so many bytes. */
  readonly bytes: number;
}

export interface Engine {
  readonly manifest: Manifest;
  readonly clock: Clock;

  /**
   * Runs the body, strictly serializable with every other one in every process. Resolves once the
   * commit is visible to every process, or once it is durable, as asked. Rejects with whatever the
   * body throws, and then nothing of it is kept.
   */
  transact<T>(body: Body<T>, options?: CommitOptions): Promise<Committed<T>>;

  /**
   * The state now, or as it was at an earlier moment. As of a time after the last commit, it is the
   * present.
   * @throws HoldfastError `revision-not-retained`, `revision-in-the-future`
   */
  snapshot(moment?: Moment): Promise<Snapshot>;

  /**
   * Deletes these keys and removes every value that they ever had from the retained past, as the law
   * may demand for what is known of a person: as of any moment, they are absent. Durable when it
   * resolves. Events of other keys are not looked through: keep what may have to be erased in keys
   * of its own.
   */
  erase(keys: readonly Key[], note?: CommitNote): Promise<Revision>;

  /**
   * Every commit that the options ask for: once, in order, whole. Nothing is skipped silently: see
   * `Gap`.
   */
  changes(options?: ChangesOptions): Changes;

  /** The latest revision visible to this process. */
  head(): Promise<Revision>;

  /** Resolves once this revision, whichever process made it, would survive a power cut. */
  durable(revision: Revision): Promise<void>;

  /** Ends every feed and waits for what is under way. Later calls reject with `engine-closed`. */
  close(): Promise<void>;
}
