/**
 * The three ways in which a promise is kept, each with a primitive of the shared state:
 *
 *     transaction   looks and writes in one transaction
 *     optimistic    looks, thinks, writes if nothing has changed; else begins anew
 *     pessimistic   looks, thinks and writes under a lock, whose fence the write's own commit checks
 */

import { isHoldfastError, type SharedState } from "@holdfast/shared-state";
import type { StrongWriteSetting } from "./settings.ts";
import type { Attempt, Pacing, Write, Written } from "./write.ts";

/** What a write under a lock works with. */
export interface LockTerms {
  /** So long after it was paused, a holder is replaced. */
  readonly leaseMs: number;
}

export interface Performing extends LockTerms {
  readonly state: SharedState;
  readonly pacing: Pacing;
}

/** Longer than any race needs. */
export const LOCK_WAIT_MS_MAX = 30_000;

type Perform = (write: Write<unknown>, performing: Performing) => Promise<Attempt>;

export const STRONG: Readonly<Record<StrongWriteSetting, Perform>> = {
  transaction: inOneTransaction,
  optimistic: ifNothingChanged,
  pessimistic: underFencedLock,
};

async function inOneTransaction(write: Write<unknown>, { state, pacing }: Performing) {
  await pacing.thinks();
  await pacing.aboutToWrite();
  const { value, revision } = await state.transact((tx) => write.perform(tx));
  return attempt(value, { revision });
}

async function ifNothingChanged(write: Write<unknown>, { state, pacing }: Performing) {
  for (let retries = 0; ; retries++) {
    const seen = await state.read((snapshot) => snapshot.get(write.key));
    if (!write.allows(seen)) return attempt(undefined, { retries });
    await pacing.thinks();
    await pacing.aboutToWrite();
    const { value, revision } = await state.transact((tx) => write.performIfUnchanged(tx, seen));
    if (value !== "overtaken") return attempt(value, { revision, retries });
  }
}

async function underFencedLock(write: Write<unknown>, performing: Performing) {
  let waitedMs = 0;
  for (let retries = 0; ; retries++) {
    try {
      const done = await underLockOnce(write, performing);
      return { ...done, retries, waitedMs: waitedMs + done.waitedMs };
    } catch (error) {
      if (!(error instanceof LockLost)) throw error;
      waitedMs += error.waitedMs;
    }
  }
}

/** It was paused for longer than its lease, and nothing was written. */
class LockLost extends Error {
  readonly waitedMs: number;

  constructor(waitedMs: number, cause: unknown) {
    super("The lock was lost.", { cause });
    this.waitedMs = waitedMs;
  }
}

async function underLockOnce(
  write: Write<unknown>,
  { state, pacing, leaseMs }: Performing,
): Promise<Attempt> {
  const askedMs = state.clock.monotonicMs();
  let waitedMs = 0;
  const terms = { leaseMs, waitMsMax: LOCK_WAIT_MS_MAX };
  try {
    const run = await state.locks.run(write.lock, terms, async (fenced) => {
      waitedMs = state.clock.monotonicMs() - askedMs;
      const seen = await fenced.read((snapshot) => snapshot.get(write.key));
      if (!write.allows(seen)) return attempt(undefined, { waitedMs });
      await pacing.thinks();
      await pacing.aboutToWrite();
      const locks = fenced.heldLocks;
      const { value, revision } = await fenced.transact((tx) =>
        write.performUnderLocks(tx, seen, locks),
      );
      return attempt(value, { revision, waitedMs, fence: locks[0]!.fence });
    });
    return run.ok
      ? run.value
      : attempt(undefined, { waitedMs: state.clock.monotonicMs() - askedMs });
  } catch (error) {
    if (!isHoldfastError(error, "lock-lost")) throw error;
    throw new LockLost(waitedMs, error);
  }
}

/** Undefined: nothing was written. */
export function attempt(
  written: Written | undefined,
  { revision, ...took }: Partial<Attempt> = {},
): Attempt {
  return {
    ...{ retries: 0, waitedMs: 0, ...took, ...written, outcome: written ? "ok" : "refused" },
    ...(written && revision !== undefined && { revision }),
  };
}
