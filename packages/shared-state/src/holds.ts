/**
 * Holds: a slot reserved for a while.
 *
 *     place ──▶ held ──┬── confirm ──▶ booked
 *                      ├── release ──▶ free
 *                      └── the lease lapses ──▶ free, whether or not anything runs
 *
 * A hold is one key bound to a lease, and its interval in the diary of the resource. Placing, and
 * everything that follows, is decided inside one transaction, so that no two living holds or bookings
 * of a resource ever overlap. Whoever acts on a hold shows its *fence*: the number rises when the
 * hold changes hands, so that a former owner who wakes up late is refused.
 *
 * A lapsed hold can never be confirmed: its key is not there, also before it is reaped. (On leases
 * and fences: Martin Kleppmann, "How to do distributed locking", 2016.)
 */

import {
  addInterval,
  checkSlot,
  type OpenDiary,
  openDiary,
  removeInterval,
  type Slot,
  takenIntervals,
} from "./diaries.ts";
import type { LeaseId, Reader, Transaction } from "./engine.ts";
import { failpoint } from "./failpoints.ts";
import { keyspace } from "./keyspace.ts";
import {
  checkFence,
  type LockedBy,
  type LockGone,
  type LockRef,
  lockedBy,
  lockHolder,
} from "./lock-queue.ts";
import { type Granted, granted, type Refused, refused } from "./outcome.ts";

export interface Hold extends Slot {
  readonly id: string;
  /** Who holds it: a person, or a saga. */
  readonly by: string;
  /** Rises whenever the hold changes hands. */
  readonly fence: number;
  readonly lease: LeaseId;
  /** Of an adopted hold: from whom, who gets it back if the adopter gives it up. */
  readonly lentBy?: Lender;
}

export interface Lender {
  readonly by: string;
  readonly lease: LeaseId;
  /** Of a hold that was adopted twice. */
  readonly lentBy?: Lender;
}

export interface HoldRequest {
  /**
   * Placing twice with one id is one hold. Never use it again for another request: once the hold has
   * ended, fences count from 1 again, and a former owner's would fit.
   */
  readonly id: string;
  readonly by: string;
  readonly forMs: number;
  /** Wall time, to tell a loser when the slot frees. */
  readonly now: number;
  /** A booking whose intervals do not stand in the way: a meeting that is being moved. */
  readonly ignoreBooking?: string;
  /** Locks that whoever asks has: they must still stand, and lock nobody else out but them. */
  readonly underLocks?: readonly LockRef[];
}

/** Who stands in the way. */
export interface Conflict {
  readonly heldBy: string;
  readonly start: number;
  readonly end: number;
  /** Of a hold: the wall time at which it lapses unless it is renewed. A booking does not free. */
  readonly freeAt?: number;
}

export type HoldPlaced =
  | Granted<{ hold: Hold }>
  | Refused<"held" | "booked", Conflict>
  | LockedOut
  | Refused<"hold-id-taken">;

/** Somebody has the resource's lock; or whoever asked has lost the one that they ask under. */
export type LockedOut = Refused<"locked", LockedBy> | LockGone;

/** The hold lapsed (or was released, or never was); or it has changed hands since. */
export type HoldGone = Refused<"hold-lapsed"> | Refused<"stale-fence">;

export function getHold(reader: Reader, id: string): Hold | undefined {
  return reader.get<Hold>(keyspace.hold(id));
}

export function placeHold(tx: Transaction, slot: Slot, request: HoldRequest): HoldPlaced {
  checkSlot(slot);
  const existing = getHold(tx, request.id);
  if (existing)
    return isSameRequest(existing, slot, request)
      ? granted({ hold: existing })
      : refused("hold-id-taken");
  const lockedOut = findLock(tx, slot.resource, request);
  if (lockedOut) return lockedOut;
  const diary = openDiary(tx, slot.resource, slot);
  const conflict = findConflict(tx, slot, request, diary);
  if (conflict) return conflict;

  failpoint("hold.after-check");
  const { resource, start, end } = slot;
  const lease = tx.lease(request.forMs);
  const hold: Hold = { id: request.id, by: request.by, fence: 1, lease, resource, start, end };
  tx.put(keyspace.hold(hold.id), hold, { lease });
  addInterval(tx, resource, { start, end, hold: hold.id }, diary);
  return granted({ hold });
}

/** Gives the hold `forMs` from now. */
export function renewHold(
  tx: Transaction,
  id: string,
  { fence, forMs }: { fence: number; forMs: number },
): Granted<{ hold: Hold }> | HoldGone {
  const current = guardedHold(tx, id, fence);
  if (current.ok) tx.renew(current.hold.lease, forMs);
  return current;
}

/** Turns the hold into a booking, which stays. */
export function confirmHold(
  tx: Transaction,
  id: string,
  { fence, booking }: { fence: number; booking: string },
): Granted<{ hold: Hold }> | HoldGone {
  const current = guardedHold(tx, id, fence);
  if (!current.ok) return current;
  const { resource, start, end } = current.hold;
  endHold(tx, current.hold);
  addInterval(tx, resource, { start, end, booking });
  return current;
}

export function releaseHold(
  tx: Transaction,
  id: string,
  { fence }: { fence: number },
): Granted<{ hold: Hold }> | HoldGone {
  const current = guardedHold(tx, id, fence);
  if (current.ok) endHold(tx, current.hold);
  return current;
}

/**
 * The hold changes hands, for example from a person to the saga that books it. Its fence rises, and
 * it lives for `forMs` under a lease of the adopter's, or for what the lender has left if that is
 * longer; the lender's own lease runs on.
 */
export function adoptHold(
  tx: Transaction,
  id: string,
  { fence, by, forMs }: { fence: number; by: string; forMs: number },
): Granted<{ hold: Hold }> | HoldGone {
  const current = guardedHold(tx, id, fence);
  if (!current.ok) return current;
  const { by: lender, lease: lent, lentBy: before, ...slot } = current.hold;
  const lease = tx.lease(Math.max(forMs, Math.ceil(tx.leaseLeftMs(lent))));
  const lentBy: Lender = { by: lender, lease: lent, ...(before && { lentBy: before }) };
  const hold: Hold = { ...slot, by, fence: fence + 1, lease, lentBy };
  tx.put(keyspace.hold(id), hold, { lease });
  return granted({ hold });
}

/** Gives an adopted hold back: the lender keeps what remains of their time, if anything does. */
export function returnHold(
  tx: Transaction,
  id: string,
  { fence }: { fence: number },
): Granted<{ hold: Hold }> | HoldGone {
  const current = guardedHold(tx, id, fence);
  if (!current.ok) return current;
  const { lentBy, ...held } = current.hold;
  if (!lentBy || tx.leaseLeftMs(lentBy.lease) === 0) {
    endHold(tx, current.hold);
    return current;
  }
  const hold: Hold = { ...held, ...lentBy, fence: fence + 1 };
  tx.put(keyspace.hold(id), hold, { lease: lentBy.lease });
  tx.revoke(current.hold.lease);
  return granted({ hold });
}

/** A resource is locked under its own name. */
function findLock(
  tx: Transaction,
  resource: string,
  { underLocks = [] }: HoldRequest,
): LockedOut | undefined {
  for (const lock of underLocks) {
    const standing = checkFence(tx, lock);
    if (!standing.ok) return standing;
  }
  if (underLocks.some(({ name }) => name === resource)) return undefined;
  const holder = lockHolder(tx, resource);
  return holder && refused("locked", lockedBy(holder));
}

function guardedHold(tx: Transaction, id: string, fence: number) {
  const hold = getHold(tx, id);
  if (!hold) return refused("hold-lapsed");
  return hold.fence === fence ? granted({ hold }) : refused("stale-fence");
}

function endHold(tx: Transaction, hold: Hold): void {
  const { resource, start, end } = hold;
  removeInterval(tx, resource, { start, end, hold: hold.id });
  tx.delete(keyspace.hold(hold.id));
  tx.revoke(hold.lease);
  if (hold.lentBy) tx.revoke(hold.lentBy.lease);
}

function findConflict(
  tx: Transaction,
  slot: Slot,
  { ignoreBooking, now }: HoldRequest,
  diary: OpenDiary,
) {
  for (const interval of takenIntervals(tx, slot, diary)) {
    const { start, end } = interval;
    if ("booking" in interval) {
      if (interval.booking === ignoreBooking) continue;
      return refused("booked", { heldBy: interval.booking, start, end });
    }
    const hold = getHold(tx, interval.hold);
    if (!hold) continue;
    const freeAt = now + Math.ceil(tx.leaseLeftMs(hold.lease));
    return refused("held", { heldBy: hold.by, start, end, freeAt });
  }
  return undefined;
}

function isSameRequest(hold: Hold, slot: Slot, request: HoldRequest): boolean {
  const sameSlot =
    hold.resource === slot.resource && hold.start === slot.start && hold.end === slot.end;
  return sameSlot && hold.by === request.by;
}
