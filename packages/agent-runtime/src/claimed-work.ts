/**
 * Work with effects outside the store, done under a claim.
 *
 * The claim is renewed for as long as the work takes, so its lease can be short: when this process
 * dies, another takes over within one lease. When a renewal finds the claim lost, the work is told to
 * stop, and nothing that it still does will be recorded. While it stands, the work may say how far it
 * has come, and hand over what it has made.
 */

import {
  type ClaimedTask,
  type ClaimLost,
  type CommitNote,
  claimTask,
  type Granted,
  type HandedOver,
  type NewArtifact,
  type Progress,
  renewClaim,
  type SharedState,
  type Task,
  type TaskRef,
  type Transaction,
} from "@holdfast/shared-state";
import { TIMING } from "./timing.ts";

/** What the work is given: its claim, a signal that it has been lost, and what was seen on claiming. */
export interface ClaimedWork<Payload, Seen> {
  readonly claimed: ClaimedTask<Payload>;
  readonly lost: AbortSignal;
  readonly seen: Seen;
  /** Says how far the work has come. */
  progress(progress: Progress): Promise<Granted | ClaimLost>;
  /** Gives away what the work has made, before it is done. */
  handOver(artifact: NewArtifact): Promise<HandedOver>;
}

/**
 * Claims the task and runs the work; does nothing if another has it. What the work has to know of the
 * state it can `look` up in the commit that claims: by then that is as durable as the claim.
 * Whatever the work throws comes through, with the claim still standing.
 */
export async function underClaim<Payload, Seen = undefined>(
  state: SharedState,
  ref: TaskRef & Pick<Task, "correlation">,
  work: (claimedWork: ClaimedWork<Payload, Seen>) => Promise<void>,
  look?: (tx: Transaction, claimed: ClaimedTask<Payload>) => Seen,
): Promise<void> {
  const claim = { worker: state.actor, forMs: TIMING.claimLeaseMs };
  const body = (tx: Transaction) => {
    const claimed = claimTask<Payload>(tx, ref, claim);
    return claimed.ok ? { claimed, seen: look?.(tx, claimed) as Seen } : undefined;
  };
  const { value, revision } = await state.transact(body, taskNote(ref, "task-claimed"));
  if (!value) return;
  const lost = new AbortController();
  const stopRenewing = keepRenewing(state, value.claimed, lost);
  try {
    // What leaves the system must speak of a state that a power cut cannot take back.
    await state.engine.durable(revision);
    await work({ ...value, lost: lost.signal, ...sayings(state, value.claimed, lost) });
  } finally {
    stopRenewing();
  }
}

/** What is done about a task belongs to the request that the task belongs to. */
export function taskNote({ correlation }: Pick<Task, "correlation">, cause: string): CommitNote {
  return correlation === undefined ? { cause } : { cause, correlation };
}

/** Whoever is refused has lost the claim, and need not wait for the next renewal to learn it. */
function sayings(state: SharedState, claimed: ClaimedTask, lost: AbortController) {
  const heed = <Said extends Granted | { ok: false; reason: string }>(said: Said): Said => {
    if (!said.ok && said.reason === "claim-lost") lost.abort();
    return said;
  };
  return {
    progress: async (progress: Progress) => heed(await state.tasks.progress(claimed, progress)),
    handOver: async (artifact: NewArtifact) => heed(await state.tasks.handOver(claimed, artifact)),
  };
}

function keepRenewing(state: SharedState, claimed: ClaimedTask, lost: AbortController): () => void {
  const { clock } = state;
  let stopped = false;
  let cancel = () => {};
  let lapsesAtMs = clock.monotonicMs() + TIMING.claimLeaseMs;
  const renewLater = () => {
    cancel = clock.after(TIMING.claimLeaseMs / 3, () => void renew());
  };
  const renew = async () => {
    const askedAtMs = clock.monotonicMs();
    const standing = await renewOnce(state, claimed);
    if (stopped) return;
    if (standing === "renewed") lapsesAtMs = askedAtMs + TIMING.claimLeaseMs;
    if (standing === "lost" || clock.monotonicMs() >= lapsesAtMs) lost.abort();
    else renewLater();
  };
  renewLater();
  return () => {
    stopped = true;
    cancel();
  };
}

/** `failed`: the store could not say. The next renewal may make that good, while the lease lives. */
async function renewOnce(
  state: SharedState,
  claimed: ClaimedTask,
): Promise<"renewed" | "lost" | "failed"> {
  const forMs = TIMING.claimLeaseMs;
  try {
    const { value } = await state.transact((tx) => renewClaim(tx, claimed, { forMs }));
    return value.ok ? "renewed" : "lost";
  } catch {
    return "failed";
  }
}
