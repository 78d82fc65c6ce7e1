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
import { HoldfastError, type Transaction } from "@holdfast/shared-state";
import { asItWas } from "./as-it-was.ts";
import { lookAt } from "./seen.ts";
import type { WeakWriteSetting } from "./settings.ts";
import { underLock } from "./under-lock.ts";
import { commit, type Perform, type Performed, type Performing, type Write } from "./write.ts";

export interface WeakPerforming extends Performing {
  /** The state's folder, which has to be marked as made to be thrown away. */
  readonly folder: string;
}

/** @throws HoldfastError `state-not-throw-away`, `lock-timeout` */
export async function performWeakly<T>(
  setting: WeakWriteSetting,
  write: Write<T>,
  performing: WeakPerforming,
): Promise<Performed<T>> {
  mustBeThrowAway(performing.folder);
  return WEAK[setting](write, performing);
}

/** @throws HoldfastError `state-not-throw-away` */
function mustBeThrowAway(folder: string): void {
  if (isThrowAway(folder)) return;
  const problem = `The state in ${folder} may be of use to somebody.`;
  throw new HoldfastError("state-not-throw-away", { problem });
}

const WEAK: Readonly<Record<WeakWriteSetting, Perform>> = {
  "unfenced-lock": underUnfencedLock,
  "check-then-act": checkThenAct,
  "last-write-wins": lastWriteWins,
};

/** It is given a fenced handle, and writes through the other one. */
function underUnfencedLock<T>(write: Write<T>, performing: Performing): Promise<Performed<T>> {
  const { state, pacing } = performing;
  return underLock(write, performing, async ({ heldLocks }, waitedMs) => {
    const { value, seen, writes, revision } = await lookAt(state, (tx) =>
      write.body(tx, heldLocks),
    );
    if (!writes) return { value, revision, retries: 0, waitedMs };
    await pacing.thinks();
    await pacing.aboutToWrite();
    const done = await commit(state, (tx) => write.act(tx, seen), write);
    return { ...done, retries: 0, waitedMs, fence: heldLocks[0]!.fence };
  });
}

/** It even looks a second time, when it has made up its mind: there is always a moment in between. */
async function checkThenAct<T>(
  write: Write<T>,
  { state, pacing }: Performing,
): Promise<Performed<T>> {
  for (let retries = 0; ; retries++) {
    const { value, seen, writes, revision } = await lookAt(state, (tx) => write.body(tx, []));
    if (!writes) return { value, revision, retries, waitedMs: 0 };
    await pacing.thinks();
    if (!(await state.transact((tx) => seen.stillHolds(tx))).value) continue;
    await pacing.aboutToWrite();
    const done = await commit(state, (tx) => write.act(tx, seen), write);
    return { ...done, retries, waitedMs: 0 };
  }
}

async function lastWriteWins<T>(
  write: Write<T>,
  { state, pacing }: Performing,
): Promise<Performed<T>> {
  const { value, seen, writes, revision } = await lookAt(state, (tx) => write.body(tx, []));
  if (!writes) return { value, revision, retries: 0, waitedMs: 0 };
  await pacing.thinks();
  await pacing.aboutToWrite();
  const overwrite = (tx: Transaction) => write.body(asItWas(tx, seen, write.believes), []);
  const done = await commit(state, overwrite, write);
  return { ...done, retries: 0, waitedMs: 0 };
}
