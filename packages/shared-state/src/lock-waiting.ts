/**
 * Waiting for a lock: join its queue, sleep until something happens that may make it our turn, look.
 *
 * What wakes a waiter is a change of its own place (the lock was granted to it) or the end of
 * somebody else's by time (the holder, or whoever was before it, has died). A release therefore wakes
 * the next one and nobody else. Its place is kept alive while it waits; a waiter that was away for so
 * long that its place has lapsed joins again, at the end.
 */

import type { Commit, Snapshot } from "./engine.ts";
import { keepLease } from "./kept-lease.ts";
import { keyspace } from "./keyspace.ts";
import {
  enterQueue,
  type LockedBy,
  type LockHolder,
  type LockRecord,
  type LockRef,
  leaveQueue,
  lockedBy,
  lockHolder,
  releaseLock,
  takeTurn,
} from "./lock-queue.ts";
import { type Granted, granted, type Refused, refused } from "./outcome.ts";
import type { SharedState } from "./state.ts";
import { waitUntil } from "./watches.ts";

export interface TakenLock {
  readonly lock: LockRef;
  /** Aborted when the lock is lost. */
  readonly lost: AbortSignal;
  /** From now on the lock lives for as long as its lease does. */
  stopRenewing(): void;
}

export interface Patience {
  readonly by?: string;
  readonly leaseMs: number;
  /** On the monotonic clock. */
  readonly waitsUntilMs: number;
  /** Ends the waiting early. */
  readonly signal: AbortSignal;
}

/** Which lock was not free in time, and who has it. */
export type LockTimeout = Refused<"lock-timeout", { lock: string } & Partial<LockedBy>>;

type Turn =
  | Granted<{ holder: LockHolder }>
  | Refused<"left", Partial<LockedBy>>
  | Refused<"place-lost">;

/** Takes the lock as soon as it is our turn, and keeps it alive; or gives up when the time is over. */
export async function takeLock(
  state: SharedState,
  name: string,
  patience: Patience,
): Promise<Granted<{ taken: TakenLock }> | LockTimeout> {
  for (;;) {
    const { turn, ...kept } = await queueOnce(state, name, patience);
    if (turn.ok && !kept.lost.aborted) {
      return granted({ taken: { lock: { name, fence: turn.holder.fence }, ...kept } });
    }
    kept.stopRenewing();
    if (turn.ok) await giveBack(state, { name, fence: turn.holder.fence });
    else if (turn.reason === "left") {
      const { ok: _refused, reason: _left, ...by } = turn;
      return refused("lock-timeout", { lock: name, ...by });
    }
  }
}

interface Queued {
  readonly turn: Turn;
  readonly lost: AbortSignal;
  stopRenewing(): void;
}

/** One place in the queue, from joining it to being served, giving up or losing the place. */
async function queueOnce(state: SharedState, name: string, patience: Patience): Promise<Queued> {
  const { leaseMs } = patience;
  const ticket = state.newId();
  const lost = new AbortController();
  const askedAtMs = state.clock.monotonicMs();
  const entered = await enter(state, name, { ticket, patience });
  if (!entered.ok && entered.reason !== "queued") {
    return { turn: entered, lost: lost.signal, stopRenewing() {} };
  }
  const { lease } = entered.ok ? entered.holder : entered.place;
  const renewal = { lease, leaseMs, askedAtMs };
  const stopRenewing = keepLease(state.engine, renewal, () => lost.abort());
  try {
    const turn = entered.ok
      ? entered
      : await waitForTurn(state, name, { ticket, patience, lost: lost.signal });
    return { turn, lost: lost.signal, stopRenewing };
  } catch (error) {
    stopRenewing();
    throw error;
  }
}

/** Whoever has no time to wait takes the lock or leaves it, in one commit, and wakes nobody. */
async function enter(
  state: SharedState,
  name: string,
  { ticket, patience }: { ticket: string; patience: Patience },
) {
  const { by = state.actor, leaseMs } = patience;
  const request = { ticket, by, leaseMs, now: state.clock.wallMs() };
  const waits = leftMs(state, patience) > 0;
  const { value } = await state.transact(
    (tx) => {
      const holder = waits ? undefined : lockHolder(tx, name);
      if (holder) return refused("left", lockedBy(holder));
      const standing = enterQueue(tx, name, request);
      return standing.ok || waits ? standing : leaveQueue(tx, name, request);
    },
    { cause: "lock-wanted" },
  );
  return value;
}

async function waitForTurn(
  state: SharedState,
  name: string,
  { ticket, patience, lost }: { ticket: string; patience: Patience; lost: AbortSignal },
): Promise<Turn> {
  const signal = AbortSignal.any([patience.signal, lost]);
  const wakesOn = (commit: Commit) => mayBeOurTurn(commit, ticket);
  const look = (snapshot: Snapshot) => lookForTurn(snapshot, name, ticket);
  for (;;) {
    const waiting = { waitMsMax: leftMs(state, patience), signal, wakesOn };
    const seen = await waitUntil(state.engine, keyspace.lock(name), look, waiting);
    if (seen?.found.holder) return granted({ holder: seen.found.holder });
    const { now } = state.acting();
    if (!seen) {
      const note = { cause: "lock-given-up" };
      const { value } = await state.transact((tx) => leaveQueue(tx, name, { ticket, now }), note);
      return value.ok || !lost.aborted ? value : refused("place-lost");
    }
    const note = { cause: "lock-taken-over" };
    const { value } = await state.transact((tx) => takeTurn(tx, name, { ticket, now }), note);
    if (value.ok || value.reason === "place-lost") return value;
  }
}

/** It was granted to us while, by our own clock, our lease had run out: somebody else is next. */
async function giveBack(state: SharedState, lock: LockRef): Promise<void> {
  const { now } = state.acting();
  await state.transact((tx) => releaseLock(tx, lock, { now }), { cause: "lock-released" });
}

/** A commit that leaves the lock's record as it is has reaped somebody's place. */
function mayBeOurTurn({ changes }: Commit, ticket: string): boolean {
  const tickets = changes.map(({ key }) => key[keyspace.lock("").length]);
  return tickets.includes(ticket) || !tickets.includes(undefined);
}

/** Undefined: somebody before us is alive. Without a holder: the store has to be asked. */
async function lookForTurn(
  snapshot: Snapshot,
  name: string,
  ticket: string,
): Promise<{ holder?: LockHolder } | undefined> {
  const isAlive = async (place: { ticket: string }) =>
    (await snapshot.get(keyspace.lockPlace(name, place.ticket))) !== undefined;
  const { holder, queue } = (await snapshot.get<LockRecord>(keyspace.lock(name))) ?? { queue: [] };
  if (holder?.ticket === ticket) return (await isAlive({ ticket })) ? { holder } : {};
  if (!(await isAlive({ ticket }))) return {};
  if (holder && (await isAlive(holder))) return undefined;
  for (const place of queue) {
    if (place.ticket === ticket) return {};
    if (await isAlive(place)) return undefined;
  }
  return {};
}

function leftMs({ clock }: SharedState, { waitsUntilMs, signal }: Patience): number {
  return signal.aborted ? 0 : waitsUntilMs - clock.monotonicMs();
}
