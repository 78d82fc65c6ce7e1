/**
 * The weak settings: what people write when nobody has told them. They break promises on purpose, so
 * they stand apart from everything that serves anybody, and work on a state that was made to be thrown
 * away, and on no other.
 *
 *     unfenced-lock     a lock with a lease, whose fence nobody checks: a holder that was paused for
 *                       longer than its lease writes beside the next one
 *     check-then-act    looks in one transaction, and writes in the next
 *     last-write-wins   writes the whole of what it has made of an old read
 */

import { isThrowAway } from "@holdfast/agent-runtime";
import {
  addInterval,
  getDocument,
  type Hold,
  HoldfastError,
  keyspace,
  type Transaction,
  toDocument,
} from "@holdfast/shared-state";
import { type Edit, edited, MEETINGS, meetingOf } from "./edit-meeting.ts";
import { putMadeOf } from "./made-of.ts";
import { HOLD_MS, slotOf } from "./place-hold.ts";
import { INVITATIONS, type Invitations, inviteeOf, withInvitation } from "./send-notification.ts";
import type { WeakWriteSetting, WriteName } from "./settings.ts";
import { attempt, LOCK_WAIT_MS_MAX, type Performing } from "./strong-settings.ts";
import { type Attempt, type Write, type WriteRequest, type Written, writeOf } from "./write.ts";

export interface WeakPerforming extends Performing {
  /** The state's folder, which has to be marked as made to be thrown away. */
  readonly folder: string;
}

/** @throws HoldfastError `state-not-throw-away` */
export async function performWeakly(
  setting: WeakWriteSetting,
  { name, request }: { name: WriteName; request: WriteRequest },
  performing: WeakPerforming,
): Promise<Attempt> {
  mustBeThrowAway(performing.folder);
  const act: Act = (tx, seen) => ACTS[name](tx, request, seen);
  return WEAK[setting](writeOf(name, request), act, performing);
}

/** @throws HoldfastError `state-not-throw-away` */
function mustBeThrowAway(folder: string): void {
  if (isThrowAway(folder)) return;
  const problem = `The state in ${folder} may be of use to somebody.`;
  throw new HoldfastError("state-not-throw-away", { problem });
}

/** Writes without looking at what is there now. */
type Act = (tx: Transaction, seen: unknown) => Written;

type PerformWeakly = (
  write: Write<unknown>,
  act: Act,
  performing: WeakPerforming,
) => Promise<Attempt>;

const WEAK: Readonly<Record<WeakWriteSetting, PerformWeakly>> = {
  "unfenced-lock": underUnfencedLock,
  "check-then-act": checkThenAct,
  "last-write-wins": lastWriteWins,
};

/** The callback is given a fenced handle, and writes through the other one. */
async function underUnfencedLock(
  write: Write<unknown>,
  act: Act,
  { state, pacing, leaseMs }: WeakPerforming,
): Promise<Attempt> {
  const askedMs = state.clock.monotonicMs();
  const sinceAsked = () => state.clock.monotonicMs() - askedMs;
  const terms = { leaseMs, waitMsMax: LOCK_WAIT_MS_MAX };
  const run = await state.locks.run(write.lock, terms, async ({ heldLocks }) => {
    const waitedMs = sinceAsked();
    const seen = await look(write, state);
    if (!write.allows(seen)) return attempt(undefined, { waitedMs });
    await pacing.thinks();
    await pacing.aboutToWrite();
    const { value, revision } = await state.transact((tx) => act(tx, seen));
    return attempt(value, { revision, waitedMs, fence: heldLocks[0]!.fence });
  });
  return run.ok ? run.value : attempt(undefined, { waitedMs: sinceAsked() });
}

/** It even looks a second time, when it has made up its mind: there is always a moment in between. */
async function checkThenAct(
  write: Write<unknown>,
  act: Act,
  { state, pacing }: WeakPerforming,
): Promise<Attempt> {
  for (let retries = 0; ; retries++) {
    const seen = await look(write, state);
    if (!write.allows(seen)) return attempt(undefined, { retries });
    await pacing.thinks();
    if (!isSame(seen, await look(write, state))) continue;
    await pacing.aboutToWrite();
    const { value, revision } = await state.transact((tx) => act(tx, seen));
    return attempt(value, { revision, retries });
  }
}

async function lastWriteWins(
  write: Write<unknown>,
  act: Act,
  { state, pacing }: WeakPerforming,
): Promise<Attempt> {
  const seen = await look(write, state);
  if (!write.allows(seen)) return attempt(undefined);
  await pacing.thinks();
  await pacing.aboutToWrite();
  const { value, revision } = await state.transact((tx) => act(asItWas(tx, write, seen), seen));
  return attempt(value, { revision });
}

const ACTS: Readonly<
  Record<WriteName, (tx: Transaction, request: WriteRequest, seen: unknown) => Written>
> = {
  "place-hold": (tx, request) => {
    const { resource, start, end } = slotOf(request);
    const { id, by } = request;
    const lease = tx.lease(HOLD_MS);
    const hold: Hold = { id, by, fence: 1, lease, resource, start, end };
    tx.put(keyspace.hold(id), hold, { lease });
    addInterval(tx, resource, { start, end, hold: id });
    return {};
  },
  "edit-meeting": (tx, request, seen) => {
    const meeting = meetingOf(request);
    const before = toDocument<Edit>(meeting, seen);
    return putMadeOf(tx, MEETINGS, meeting, { before, value: edited(before?.value, request) })!;
  },
  "send-notification": (tx, request) => {
    const { meeting } = inviteeOf(request);
    const before = getDocument<Invitations>(tx, INVITATIONS, meeting);
    const value = withInvitation(before?.value, request);
    return putMadeOf(tx, INVITATIONS, meeting, { before, value })!;
  },
};

function look({ key }: Write<unknown>, state: WeakPerforming["state"]): Promise<unknown> {
  return state.read((snapshot) => snapshot.get(key));
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** A transaction in which the key still holds what was once read there. */
function asItWas(tx: Transaction, { key }: Write<unknown>, seen: unknown): Transaction {
  const path = JSON.stringify(key);
  return {
    get: <T>(asked: Parameters<Transaction["get"]>[0]) =>
      JSON.stringify(asked) === path ? (seen as T | undefined) : tx.get<T>(asked),
    leaseLeftMs: (lease) => tx.leaseLeftMs(lease),
    put: (asked, value, options) => tx.put(asked, value, options),
    delete: (asked) => tx.delete(asked),
    lease: (forMs) => tx.lease(forMs),
    renew: (lease, forMs) => tx.renew(lease, forMs),
    revoke: (lease) => tx.revoke(lease),
  };
}
