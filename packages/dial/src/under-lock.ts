/** Work under a write's lock, and how long that had to be waited for. */

import { HoldfastError, type SharedState } from "@holdfast/shared-state";
import type { Performing, Write } from "./write.ts";

/** @throws HoldfastError `lock-timeout`; `lock-lost` from the writes of the fenced handle */
export async function underLock<T, Done>(
  { lock }: Pick<Write<T>, "lock">,
  { state, leaseMs, lockWaitMsMax }: Performing,
  work: (fenced: SharedState, waitedMs: number) => Promise<Done>,
): Promise<Done> {
  const askedMs = state.clock.monotonicMs();
  const run = await state.locks.run(lock, { leaseMs, waitMsMax: lockWaitMsMax }, (fenced) =>
    work(fenced, state.clock.monotonicMs() - askedMs),
  );
  if (run.ok) return run.value;
  throw new HoldfastError("lock-timeout", {
    problem: `${run.lockedBy ?? "Somebody"} has ${lock}.`,
  });
}
