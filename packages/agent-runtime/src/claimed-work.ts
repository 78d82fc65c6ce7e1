/**
 * Work with effects outside the store, done under a claim.
 *
 * The claim is renewed for as long as the work takes, so its lease can be short: when this process
 * dies, another takes over within one lease. When a renewal finds the claim lost, the work is told to
 * stop, and nothing that it still does will be recorded.
 */

import {
  type ClaimedTask,
  claimTask,
  isClaimed,
  type SharedState,
  type TaskRef,
} from "@holdfast/shared-state";
import { TIMING } from "./timing.ts";

/**
 * Claims the task and runs the work; does nothing if another has it.
 * Whatever the work throws comes through, with the claim still standing.
 */
export async function underClaim<Payload>(
  state: SharedState,
  ref: TaskRef,
  work: (claimed: ClaimedTask<Payload>, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const claim = { worker: state.actor, forMs: TIMING.claimLeaseMs };
  const note = { cause: "task-claimed" };
  const { value, revision } = await state.transact(
    (tx) => claimTask<Payload>(tx, ref, claim),
    note,
  );
  if (!value.ok) return;
  const claimed: ClaimedTask<Payload> = value;
  const lost = new AbortController();
  const stopRenewing = keepRenewing(state, claimed, lost);
  try {
    // What leaves the system must speak of a state that a power cut cannot take back.
    await state.engine.durable(revision);
    await work(claimed, lost.signal);
  } finally {
    stopRenewing();
  }
}

function keepRenewing(state: SharedState, claimed: ClaimedTask, lost: AbortController): () => void {
  let stopped = false;
  let cancel = () => {};
  const renewLater = () => {
    cancel = state.clock.after(TIMING.claimLeaseMs / 3, () => void renew());
  };
  const renew = async () => {
    const renewed = await state.transact(
      (tx) => isClaimed(tx, claimed) && tx.renew(claimed.lease, TIMING.claimLeaseMs),
    );
    if (stopped) return;
    if (renewed.value) renewLater();
    else lost.abort();
  };
  renewLater();
  return () => {
    stopped = true;
    cancel();
  };
}
