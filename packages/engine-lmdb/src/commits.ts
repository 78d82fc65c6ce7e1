/**
 * What a write transaction of the store commits: one batch in the log, and the leases.
 *
 *     begin ── append ── append ── … ── end        all under the write lock
 *              └─ each a commit with a revision of its own, visible to those that follow
 *
 * The tree of keys is not written here: it follows the log when enough has gathered (`settling.ts`).
 * `head` is the last commit in between.
 */

import type {
  BufferedWrite,
  Clock,
  CommitNote,
  EncodedKey,
  Key,
  LeaseChange,
  LeaseId,
  StoredValue,
} from "@holdfast/shared-state/engine";
import { encodeKey, HoldfastError } from "@holdfast/shared-state/engine";
import { type LoggedChange, type LoggedCommit, writeBatch } from "./batch.ts";
import { eraseFromPast } from "./erasing.ts";
import type { LeaseTable } from "./lease-table.ts";
import type { Log } from "./log.ts";
import { EMPTY_HEAD, type Head, PRESENT, revisionKey, timeKey, type Version } from "./records.ts";
import type { Retaining } from "./retaining.ts";
import type { Settling } from "./settling.ts";
import type { ReadTransaction, Store } from "./store.ts";
import { byKey, type Tail } from "./tail.ts";
import type { TreeCache } from "./tree-cache.ts";

/** What a commit does to one key. */
export interface Write {
  readonly key: Key;
  readonly encoded: EncodedKey;
  /** Undefined: deleted. */
  readonly stored: StoredValue | undefined;
}

export interface CommitsContext {
  readonly store: Store;
  readonly log: Log;
  readonly tail: Tail;
  readonly tree: TreeCache;
  readonly leases: LeaseTable;
  readonly settling: Settling;
  readonly retaining: Retaining;
  readonly clock: Clock;
}

export class Commits {
  readonly #context: CommitsContext;
  /** As this write transaction found it. */
  #before: Head = EMPTY_HEAD;
  #head: Head = EMPTY_HEAD;
  #appended: LoggedCommit[] = [];
  #batchText = "";
  #barrier = false;
  #settleAll = false;
  #erased: Key[] = [];
  /** Since the last commit. */
  readonly #read = new Map<EncodedKey, Version | undefined>();

  constructor(context: CommitsContext) {
    this.#context = context;
  }

  get head(): Head {
    return this.#head;
  }

  begin(): void {
    const { store, leases } = this.#context;
    leases.reset();
    this.#before = store.head();
    this.#head = this.#before;
    this.#appended = [];
    this.#barrier = false;
    this.#settleAll = false;
    this.#erased = [];
    this.#read.clear();
    followLog(this.#context, this.#head);
  }

  /** Last in the write transaction: everything that it has done is written here. */
  end(): void {
    const { store, leases, settling, retaining } = this.#context;
    leases.write();
    if (this.#appended.length > 0) this.#writeBatch();
    const expired = retaining.expired(this.#head);
    // What is forgotten must have left everything that outlives it in tree and history.
    const all = this.#settleAll || (expired.at(-1)?.last ?? 0) > this.#head.exact;
    this.#head = settling.run(this.#head, { all });
    if (expired.length > 0) this.#head = retaining.remove(expired, this.#head);
    if (this.#erased.length > 0) this.#eraseFromPast();
    if (this.#head !== this.#before) store.putHead(this.#head);
  }

  /** What this write transaction has changed, one commit after the other. */
  changedKeys(): Key[] {
    return this.#appended.flatMap(({ changes }) => changes.map(({ key }) => key));
  }

  /** The write transaction is part of the store. */
  kept(): void {
    const { log, tail } = this.#context;
    log.heed(this.#head);
    // What was erased must not be remembered.
    if (this.#erased.length === 0 && this.#appended.length > 0) {
      const first = this.#before.revision + 1;
      log.remember({ first, last: this.#head.revision, commits: this.#appended });
    }
    tail.forget(this.#head.settled);
    this.#appended = [];
  }

  /** The write transaction has failed: nothing of it has happened. */
  failed(): void {
    this.#context.tail.takeBack(this.#before.revision);
    this.#context.leases.reset();
    this.#appended = [];
  }

  /** Makes the group write, so that it is synced, also if nobody commits anything in it. */
  barrier(): void {
    this.#barrier = true;
    this.#context.store.putBarrier();
  }

  /** Has tree and history follow to the very head in this write transaction. */
  settleAll(): void {
    this.#settleAll = true;
  }

  /** Will the group's sync take every commit up to `head` along? An empty one syncs nothing. */
  get syncs(): boolean {
    return this.#appended.length > 0 || this.#barrier;
  }

  /** Has the group's last commit become part of the store? */
  isVisible(): boolean {
    if (this.#appended.length === 0) return false;
    const { store } = this.#context;
    store.refresh();
    return store.log.get(revisionKey(this.#before.revision + 1)) === this.#batchText;
  }

  read(key: EncodedKey): StoredValue | undefined {
    return this.#version(key)?.stored;
  }

  /** Commits these writes. */
  append(writes: readonly Write[], note: CommitNote): void {
    const revision = this.#head.revision + 1;
    const at = this.#now();
    const changes = writes.map((write): LoggedChange => {
      const { key, encoded, stored } = write;
      const before = this.#version(encoded);
      const lapsedAt = this.#lapsedAt(before?.stored.lease);
      this.#rebind(write, before?.stored.lease);
      const change = { key, encoded, stored, before: before?.revision ?? 0 };
      return lapsedAt === undefined ? change : { ...change, lapsedAt };
    });
    changes.sort((a, b) => byKey(a.encoded, b.encoded));
    this.#read.clear();
    const commit: LoggedCommit = { revision, at, note, changes };
    this.#appended.push(commit);
    this.#context.tail.add(commit);
    this.#head = { ...this.#head, revision, at };
  }

  /** Commits that these keys are gone, now and in the whole past. */
  erase(keys: readonly Key[], note: CommitNote): void {
    const writes = keys.map((key) => ({ key, encoded: encodeKey(key), stored: undefined }));
    this.append(writes, note);
    this.#erased.push(...keys);
    this.settleAll();
  }

  /** Applies what a body did to leases; returns the keys that went with those it revoked. */
  applyLeases(changes: ReadonlyMap<LeaseId, LeaseChange>, nowMs: number): Key[] {
    const { leases } = this.#context;
    const now = { monotonicMs: nowMs, at: this.#now() };
    const orphans: Key[] = [];
    for (const [lease, change] of changes) {
      if (change.kind === "revoked") {
        orphans.push(...leases.keysOf(lease));
        leases.end(lease);
      } else if (change.kind === "granted") {
        leases.grant(lease, now, change.forMs);
      } else {
        leases.renew(lease, now, change.forMs);
      }
    }
    return orphans;
  }

  /** Wall time, never before the last commit's. */
  #now(): number {
    return Math.max(this.#head.at, this.#context.clock.wallMs());
  }

  /** What a body has read is looked up again when it is written. */
  #version(key: EncodedKey): Version | undefined {
    if (this.#read.has(key)) return this.#read.get(key);
    const version = this.#find(key);
    this.#read.set(key, version);
    return version;
  }

  #find(key: EncodedKey): Version | undefined {
    const { tree, tail } = this.#context;
    const reach = { settled: this.#before.settled, head: this.#head.revision };
    const inTail = tail.read(key, reach);
    if (inTail) return inTail.stored && { revision: inTail.revision, stored: inTail.stored };
    return tree.read(key);
  }

  /** When the lease had lapsed, by the wall clock; undefined: it lives, or was ended in time. */
  #lapsedAt(lease: LeaseId | undefined): number | undefined {
    if (lease === undefined) return undefined;
    const { leases, clock } = this.#context;
    return leases.leftMs(lease, clock.monotonicMs()) > 0 ? undefined : leases.until(lease);
  }

  #rebind({ key, encoded, stored }: Write, before: LeaseId | undefined): void {
    const after = stored?.lease;
    if (before === after) return;
    if (before !== undefined) this.#context.leases.unbind(before, encoded);
    if (after !== undefined) this.#context.leases.bind(after, key);
  }

  #eraseFromPast(): void {
    this.#head = eraseFromPast(this.#context, this.#erased, this.#head);
    // Of this very batch, too, something may have been erased.
    const first = revisionKey(this.#before.revision + 1);
    this.#batchText = this.#context.store.log.get(first) ?? "";
  }

  #writeBatch(): void {
    const { store } = this.#context;
    const first = this.#before.revision + 1;
    this.#batchText = writeBatch(this.#appended);
    store.log.put(revisionKey(first), this.#batchText);
    store.times.put(timeKey(this.#appended[0]!.at, first), PRESENT);
    this.#head = { ...this.#head, bytes: this.#head.bytes + this.#batchText.length };
  }
}

/** Brings the tail up to the head that this very read or write transaction sees. */
export function followLog(
  { log, tail }: Pick<CommitsContext, "log" | "tail">,
  head: Head,
  transaction?: ReadTransaction,
): void {
  const { revision, settled } = head;
  log.heed(head);
  tail.skipTo(settled);
  while (tail.position < revision) {
    const next = tail.position + 1;
    const commit = log.commit(next, transaction);
    if (!commit) {
      throw new HoldfastError("engine-failed", { problem: `The log has no revision ${next}.` });
    }
    tail.add(commit);
  }
  tail.forget(settled);
}

/** The body's own writes, and the deletions of what was bound to the leases that it revoked. */
export function writesOf(
  written: ReadonlyMap<EncodedKey, BufferedWrite>,
  orphans: readonly Key[],
): Write[] {
  const writes = new Map<EncodedKey, Write>();
  for (const key of orphans) {
    const encoded = encodeKey(key);
    writes.set(encoded, { key, encoded, stored: undefined });
  }
  for (const [encoded, { key, stored }] of written) writes.set(encoded, { key, encoded, stored });
  return [...writes.values()];
}
