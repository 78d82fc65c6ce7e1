/**
 * The three ways in which a promise is kept, each with a primitive of the shared state:
 *
 *     transaction   looks and writes in one transaction
 *     optimistic    looks, thinks, writes if nothing has changed; else begins anew
 *     pessimistic   looks, thinks and writes under a lock, whose fence the write's own commit checks
 *
 * Under the lock, too, the write's transaction looks: a cancellation, say, takes no such lock.
 */

import { isHoldfastError, type Transaction } from "@holdfast/shared-state";
import { lookAt } from "./seen.ts";
import type { StrongWriteSetting } from "./settings.ts";
import { underLock } from "./under-lock.ts";
import { commit, type Perform, type Performed, type Performing, type Write } from "./write.ts";

export const STRONG: Readonly<Record<StrongWriteSetting, Perform>> = {
  transaction: inOneTransaction,
  optimistic: ifNothingChanged,
  pessimistic: underFencedLock,
};

async function inOneTransaction<T>(
  write: Write<T>,
  { state, pacing }: Performing,
): Promise<Performed<T>> {
  await pacing.thinks();
  await pacing.aboutToWrite();
  const done = await commit(state, (tx) => write.body(tx, []), write);
  return { ...done, retries: 0, waitedMs: 0 };
}

async function ifNothingChanged<T>(
  write: Write<T>,
  { state, pacing }: Performing,
): Promise<Performed<T>> {
  for (let retries = 0; ; retries++) {
    const { value, seen, writes, revision } = await lookAt(state, (tx) => write.body(tx, []));
    if (!writes) return { value, revision, retries, waitedMs: 0 };
    await pacing.thinks();
    await pacing.aboutToWrite();
    const ifUnchanged = (tx: Transaction) =>
      seen.stillHolds(tx) ? { value: write.body(tx, []) } : undefined;
    const done = await commit(state, ifUnchanged, write);
    if (done.value) {
      return { value: done.value.value, revision: done.revision, retries, waitedMs: 0 };
    }
  }
}

async function underFencedLock<T>(write: Write<T>, performing: Performing): Promise<Performed<T>> {
  let waitedMs = 0;
  for (let retries = 0; ; retries++) {
    const done = await underFencedLockOnce(write, performing);
    if (!("lostAfterMs" in done)) return { ...done, retries, waitedMs: waitedMs + done.waitedMs };
    waitedMs += done.lostAfterMs;
  }
}

/** It was paused for longer than its lease, and nothing was written: what it had waited by then. */
interface LockLost {
  readonly lostAfterMs: number;
}

async function underFencedLockOnce<T>(
  write: Write<T>,
  performing: Performing,
): Promise<Performed<T> | LockLost> {
  const { pacing } = performing;
  let lostAfterMs = 0;
  try {
    return await underLock(write, performing, async (fenced, waitedMs) => {
      lostAfterMs = waitedMs;
      const locks = fenced.heldLocks;
      const { value, writes, revision } = await lookAt(fenced, (tx) => write.body(tx, locks));
      if (!writes) return { value, revision, retries: 0, waitedMs };
      await pacing.thinks();
      await pacing.aboutToWrite();
      const done = await commit(fenced, (tx) => write.body(tx, locks), write);
      return { ...done, retries: 0, waitedMs, fence: locks[0]!.fence };
    });
  } catch (error) {
    if (!isHoldfastError(error, "lock-lost")) throw error;
    return { lostAfterMs };
  }
}
