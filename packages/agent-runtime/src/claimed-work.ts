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
  claimTask,
  failpoint,
  failTask,
  type Granted,
  type HandedOver,
  keepLease,
  type NewArtifact,
  type Progress,
  type SharedState,
  type Task,
  type TaskRef,
  type Transaction,
  taskNote,
} from "@holdfast/shared-state";
import { type Guarantee, inOneTransaction } from "./guarantee.ts";
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
  commit: Guarantee = inOneTransaction,
): Promise<void> {
  const claim = { worker: state.actor, forMs: TIMING.claimLeaseMs };
  const body = (tx: Transaction) => {
    const claimed = claimTask<Payload>(tx, ref, claim);
    return claimed.ok ? { claimed, seen: look?.(tx, claimed) as Seen } : undefined;
  };
  const askedAtMs = state.clock.monotonicMs();
  const { value, revision } = await commit(state, body, taskNote(ref, "task-claimed"));
  if (!value) return;
  failpoint("claim.after-commit");
  const lost = new AbortController();
  const { lease } = value.claimed;
  const toKeep = { lease, leaseMs: TIMING.claimLeaseMs, askedAtMs };
  const stopRenewing = keepLease(state.engine, toKeep, () => lost.abort());
  try {
    // What leaves the system must speak of a state that a power cut cannot take back.
    await state.engine.durable(revision);
    await work({ ...value, lost: lost.signal, ...sayings(state, value.claimed, lost) });
  } finally {
    stopRenewing();
  }
}

/** The attempt has failed by what was thrown: it counts against the task, which is tried again. */
export async function recordFailure(
  state: SharedState,
  task: Task,
  thrown: unknown,
  cause: string,
): Promise<void> {
  const failure = { error: messageOf(thrown), now: state.clock.wallMs() };
  await state.transact((tx) => failTask(tx, task, failure), taskNote(task, cause));
}

/** Anything can be thrown; of an error only what it says is kept. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
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
