/**
 * Pessimistic locks: one at a time, over as many steps as it takes.
 *
 *     await state.locks.run("room/turing", { leaseMs: 10_000, waitMsMax: 2_000 },
 *       async (fenced, signal) => { … });
 *
 * The lock is taken, the callback runs, the lock is given back: also when the callback throws. Waiters
 * are served first come, first served, and woken by the commit that releases the lock (or that reaps
 * a dead holder's lease), not by polling. The lease is renewed while the callback runs. One that was
 * paused for longer than its lease may believe that it still has the lock: so it writes through
 * `fenced`, which refuses every write that comes too late, in the same commit as the write.
 *
 * Several locks are taken in the order of their names, everywhere the same, so that nobody waits in a
 * circle; and every wait has an end. How a lock is kept: `lock-queue.ts`; how it is waited for:
 * `lock-waiting.ts`.
 */

import type { Snapshot } from "./engine.ts";
import { HoldfastError } from "./errors.ts";
import { failpoint } from "./failpoints.ts";
import { keyspace } from "./keyspace.ts";
import {
  type LockPlace,
  type LockRecord,
  type LockRef,
  releaseLock,
  UNTOUCHED_LOCK,
} from "./lock-queue.ts";
import { type LockTimeout, type TakenLock, takeLock } from "./lock-waiting.ts";
import { type Granted, granted } from "./outcome.ts";
import type { SharedState } from "./state.ts";

export type { LockTimeout };

export interface LockOptions {
  /** So long after it died, or stopped, a holder is replaced. Renewed while the callback runs. */
  readonly leaseMs: number;
  /** For all the locks together. 0: take them at once, or not at all. */
  readonly waitMsMax: number;
  /** Whose it is, for others to see; the handle's actor unless it says otherwise. */
  readonly by?: string;
  /** Ends the waiting early, as if its time had passed. */
  readonly signal?: AbortSignal;
}

/** `fenced` writes only while the locks are held; the signal is aborted when one of them is lost. */
export type Locked<T> = (fenced: SharedState, signal: AbortSignal) => Promise<T>;

export type LockRun<T> = Granted<{ value: T }> | LockTimeout;

export interface LockDescription {
  readonly name: string;
  /** The last that was granted; 0: none ever was. */
  readonly fence: number;
  readonly holder?: PlaceDescription;
  /** In the order in which they will be served. */
  readonly waiters: readonly PlaceDescription[];
}

export interface PlaceDescription {
  readonly by: string;
  /** Wall time: holding, or waiting, since then. */
  readonly since: number;
  readonly leaseLeftMs: number;
}

export class Locks {
  readonly #state: SharedState;

  constructor(state: SharedState) {
    this.#state = state;
  }

  /**
   * Takes the lock (or all of them), runs the callback and gives the lock back. Whatever the callback
   * throws comes through.
   * @throws HoldfastError `lock-lost` when a lock is lost while the next one is waited for;
   *   `lock-nested`, `lock-out-of-order` when a fenced handle is asked for a lock that it has, or for
   *   one that comes before it; `lease-too-short`; `engine-closed`
   */
  async run<T>(
    names: string | readonly string[],
    options: LockOptions,
    work: Locked<T>,
  ): Promise<LockRun<T>> {
    const inOrder = [...new Set([names].flat())].sort();
    checkOrder(this.#state.heldLocks, inOrder);
    const waitsUntilMs = this.#state.clock.monotonicMs() + options.waitMsMax;
    const taken: TakenLock[] = [];
    try {
      for (const name of inOrder) {
        const lost = taken.map((each) => each.lost);
        const signal = AbortSignal.any(options.signal ? [options.signal, ...lost] : lost);
        const got = await takeLock(this.#state, name, { ...options, waitsUntilMs, signal });
        mustNotBeLost(taken);
        if (!got.ok) return got;
        taken.push(got.taken);
      }
      const lost = AbortSignal.any(taken.map((each) => each.lost));
      failpoint("lock.after-grant");
      const value = await work(this.#state.fencedBy(taken.map(toRef)), lost);
      failpoint("lock.before-release");
      return granted({ value });
    } finally {
      await this.#release(taken);
    }
  }

  /** The locks that somebody has, and who waits for them; with a name: that one, whoever has it. */
  describe(name?: string): Promise<LockDescription[]> {
    return this.#state.read(async (snapshot) => {
      if (name !== undefined) {
        const record = await snapshot.get<LockRecord>(keyspace.lock(name));
        return [await describeLock(snapshot, name, record ?? UNTOUCHED_LOCK)];
      }
      const entries = await snapshot.range<LockRecord>({ prefix: keyspace.locks() });
      const records = entries.filter(({ key }) => key.length === keyspace.lock("").length);
      const all = records.map(({ key, value }) => describeLock(snapshot, String(key[1]), value));
      return (await Promise.all(all)).filter(({ holder, waiters }) => holder || waiters.length > 0);
    });
  }

  /** A release that fails is made good by the lease, which nobody renews any more. */
  async #release(taken: readonly TakenLock[]): Promise<void> {
    const now = this.#state.clock.wallMs();
    const note = { cause: "lock-released" };
    for (const { stopRenewing } of taken) stopRenewing();
    await Promise.allSettled(
      taken.map(({ lock }) => this.#state.transact((tx) => releaseLock(tx, lock, { now }), note)),
    );
  }
}

/** @throws HoldfastError `lock-nested`, `lock-out-of-order` */
function checkOrder(held: readonly LockRef[], names: readonly string[]): void {
  const last = held.at(-1)?.name;
  for (const name of names) {
    const problem = `The lock ${name} was asked for while ${last} is held.`;
    if (held.some((lock) => lock.name === name))
      throw new HoldfastError("lock-nested", { problem });
    if (last !== undefined && name < last) {
      throw new HoldfastError("lock-out-of-order", { problem });
    }
  }
}

function mustNotBeLost(taken: readonly TakenLock[]): void {
  const gone = taken.find(({ lost }) => lost.aborted);
  if (!gone) return;
  const problem = `The lock ${gone.lock.name} was lost while another was waited for.`;
  throw new HoldfastError("lock-lost", { problem });
}

function toRef({ lock }: TakenLock): LockRef {
  return lock;
}

async function describeLock(
  snapshot: Snapshot,
  name: string,
  { fence, holder, queue }: LockRecord,
): Promise<LockDescription> {
  const [held, ...waiters] = await Promise.all(
    [holder, ...queue].map((place) => place && describePlace(snapshot, name, place)),
  );
  const living = waiters.filter((waiter) => waiter !== undefined);
  return { name, fence, ...(held && { holder: held }), waiters: living };
}

async function describePlace(
  snapshot: Snapshot,
  name: string,
  { ticket, by, since, lease }: LockPlace,
): Promise<PlaceDescription | undefined> {
  if ((await snapshot.get(keyspace.lockPlace(name, ticket))) === undefined) return undefined;
  return { by, since, leaseLeftMs: await snapshot.leaseLeftMs(lease) };
}
