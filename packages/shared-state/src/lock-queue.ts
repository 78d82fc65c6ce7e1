/**
 * Locks, as functions of a transaction: who has one, who is next, and whose write still counts.
 *
 *     ["lock", "room/turing"]        → fence 7, held by t4 under fence 7, queue: t5, t6
 *     ["lock", "room/turing", "t4"]  bound to t4's lease: t4 is alive
 *     ["lock", "room/turing", "t5"]  bound to t5's lease: t5 still waits
 *
 * Whoever wants the lock draws a *ticket* and joins the queue. The commit that releases the lock also
 * grants it to the first in the queue who is still alive, under the next *fence*: a number that only
 * rises. When the holder dies instead, its place goes with its lease, and whoever comes or looks next
 * sweeps it out and grants in the same way. So there is never a second holder, and each fence is
 * granted once. (The herd-free queue is that of ZooKeeper's lock recipe; on fences: Martin Kleppmann,
 * "How to do distributed locking", 2016.)
 */

import type { LeaseId, Reader, Transaction } from "./engine.ts";
import { keyspace } from "./keyspace.ts";
import { type Granted, granted, type Refused, refused } from "./outcome.ts";

/** A lock, and as whose it is meant. The guard that travels with a write. */
export interface LockRef {
  readonly name: string;
  /** Under which it was granted. No other holder, before or after, has the same. */
  readonly fence: number;
}

/** A place in a lock's queue. */
export interface LockPlace {
  /** Never used for another place. */
  readonly ticket: string;
  readonly by: string;
  readonly lease: LeaseId;
  readonly leaseMs: number;
  /** Wall time: waiting, or holding, since then. */
  readonly since: number;
}

export interface LockHolder extends LockPlace {
  readonly fence: number;
}

/** What is kept of a lock. Its holder and its waiters may be dead: their places say. */
export interface LockRecord {
  /** The last fence that was granted; 0: none ever was. */
  readonly fence: number;
  readonly holder?: LockHolder;
  /** In the order in which they came. */
  readonly queue: readonly LockPlace[];
}

export const UNTOUCHED_LOCK: LockRecord = { fence: 0, queue: [] };

export interface LockRequest {
  readonly ticket: string;
  readonly by: string;
  /** The place, and then the lock, lapses unless it is renewed within so many milliseconds. */
  readonly leaseMs: number;
  /** Wall time. */
  readonly now: number;
}

/** Who has the lock, and since when (wall time). */
export interface LockedBy {
  readonly lockedBy: string;
  readonly lockedSince: number;
}

export type LockStanding =
  | Granted<{ holder: LockHolder }>
  /** Somebody else has it; this place waits. */
  | Refused<"queued", LockedBy & { place: LockPlace }>
  /** The place lapsed, was left or never was: to wait on is to enter again, at the end. */
  | Refused<"place-lost">;

export type LockGone = Refused<"lock-lost"> | Refused<"lock-never-held">;

/** Takes the lock if it is free, else the last place in its queue. Twice with one ticket: once. */
export function enterQueue(
  tx: Transaction,
  name: string,
  { ticket, by, leaseMs, now }: LockRequest,
): LockStanding {
  const standing = takeTurn(tx, name, { ticket, now });
  if (standing.ok || standing.reason === "queued") return standing;
  const lease = tx.lease(leaseMs);
  tx.put(keyspace.lockPlace(name, ticket), "waiting", { lease });
  const { queue, ...record } = getLock(tx, name);
  const place: LockPlace = { ticket, by, lease, leaseMs, since: now };
  tx.put(keyspace.lock(name), { ...record, queue: [...queue, place] } satisfies LockRecord);
  return takeTurn(tx, name, { ticket, now });
}

/** How the ticket stands. If the holder has died, the lock goes to whose turn it is. */
export function takeTurn(
  tx: Transaction,
  name: string,
  { ticket, now }: { ticket: string; now: number },
): LockStanding {
  const record = getLock(tx, name);
  const isFree = !livingHolder(tx, name, record) && record.queue.length > 0;
  return standingOf(tx, name, isFree ? grantNext(tx, name, record, now) : record, ticket);
}

/**
 * Gives the place up, unless it has been granted the lock by now: then that counts. Whoever gives up
 * learns who has the lock instead.
 */
export function leaveQueue(
  tx: Transaction,
  name: string,
  request: { ticket: string; now: number },
): Granted<{ holder: LockHolder }> | Refused<"left", Partial<LockedBy>> {
  const standing = takeTurn(tx, name, request);
  if (standing.ok) return standing;
  if (standing.reason === "place-lost") {
    const holder = lockHolder(tx, name);
    return refused("left", holder ? lockedBy(holder) : {});
  }
  const { place, lockedBy: by, lockedSince } = standing;
  const record = getLock(tx, name);
  const queue = record.queue.filter(({ ticket }) => ticket !== place.ticket);
  tx.put(keyspace.lock(name), { ...record, queue } satisfies LockRecord);
  tx.delete(keyspace.lockPlace(name, place.ticket));
  tx.revoke(place.lease);
  return refused("left", { lockedBy: by, lockedSince });
}

/** Ends the lock, and grants it to whose turn it is, in one commit. */
export function releaseLock(
  tx: Transaction,
  { name, fence }: LockRef,
  { now }: { now: number },
): Granted | LockGone {
  const standing = checkFence(tx, { name, fence });
  if (!standing.ok) return standing;
  tx.delete(keyspace.lockPlace(name, standing.holder.ticket));
  tx.revoke(standing.holder.lease);
  grantNext(tx, name, getLock(tx, name), now);
  return granted({});
}

/** Who has the lock now, if anybody has. */
export function lockHolder(reader: Reader, name: string): LockHolder | undefined {
  return livingHolder(reader, name, getLock(reader, name));
}

/**
 * Is the lock still held under that fence? Ask in the transaction that writes what the lock protects:
 * asked before it, the answer may be old.
 */
export function checkFence(
  reader: Reader,
  { name, fence }: LockRef,
): Granted<{ holder: LockHolder }> | LockGone {
  const record = getLock(reader, name);
  const wasGranted = Number.isInteger(fence) && 1 <= fence && fence <= record.fence;
  if (!wasGranted) return refused("lock-never-held");
  const holder = livingHolder(reader, name, record);
  return holder?.fence === fence ? granted({ holder }) : refused("lock-lost");
}

export function lockedBy({ by, since }: LockHolder): LockedBy {
  return { lockedBy: by, lockedSince: since };
}

function getLock(reader: Reader, name: string): LockRecord {
  return reader.get<LockRecord>(keyspace.lock(name)) ?? UNTOUCHED_LOCK;
}

function livingHolder(
  reader: Reader,
  name: string,
  { holder }: LockRecord,
): LockHolder | undefined {
  return holder && isAlive(reader, name, holder) ? holder : undefined;
}

function isAlive(reader: Reader, name: string, { ticket }: LockPlace): boolean {
  return reader.get(keyspace.lockPlace(name, ticket)) !== undefined;
}

/** To the first in the queue who is alive; the dead before them are swept out. */
function grantNext(tx: Transaction, name: string, record: LockRecord, now: number): LockRecord {
  const first = record.queue.findIndex((place) => isAlive(tx, name, place));
  const next = record.queue[first];
  if (!next) return save(tx, name, { fence: record.fence, queue: [] });
  const holder: LockHolder = { ...next, fence: record.fence + 1, since: now };
  tx.renew(holder.lease, holder.leaseMs); // However long it has waited, it holds for a whole lease.
  // Its own key changes, which is what wakes this waiter and no other.
  tx.put(keyspace.lockPlace(name, holder.ticket), "holding", { lease: holder.lease });
  const queue = record.queue.slice(first + 1);
  return save(tx, name, { fence: holder.fence, holder, queue });
}

function save(tx: Transaction, name: string, record: LockRecord): LockRecord {
  tx.put(keyspace.lock(name), record);
  return record;
}

function standingOf(
  reader: Reader,
  name: string,
  { holder, queue }: LockRecord,
  ticket: string,
): LockStanding {
  const place = [holder, ...queue].find((each) => each?.ticket === ticket);
  if (!holder || !place || !isAlive(reader, name, place)) return refused("place-lost");
  if (holder.ticket === ticket) return granted({ holder });
  return refused("queued", { ...lockedBy(holder), place });
}
