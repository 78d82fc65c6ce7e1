/**
 * Task `close-room`: shut a room for a while, and move the meetings out of it.
 *
 * It takes many steps, so it happens under the room's lock: nobody places a hold there meanwhile, and
 * of two agents that are at it (one may have been stopped, and come back) only the holder of the lock
 * writes. Each step is one commit and is noted in the closure's record: whoever takes the task over
 * after a crash does what is left.
 */

import { recordFailure, TIMING, underClaim } from "@holdfast/agent-runtime";
import {
  beginClosing,
  type ClosurePayload,
  type ClosureRef,
  closureBooking,
  endHolds,
  finishClosing,
  getClosure,
  nextMeeting,
  roomResource,
} from "@holdfast/scheduling";
import {
  type ClaimedTask,
  completeTask,
  enqueueTask,
  failpoint,
  type SharedState,
  type Task,
  type Transaction,
  taskNote,
} from "@holdfast/shared-state";
import { moveOut } from "./move-out.ts";

/** Then the task goes back to its queue, and whoever is free waits on. */
const LOCK_WAIT_MS = 30_000;
const AGAIN_MS = 1_000;

export async function closeRoomTask(state: SharedState, task: Task): Promise<void> {
  await underClaim<ClosurePayload>(state, task, async ({ claimed, lost }) => {
    const { room, closure } = claimed.task.payload;
    const by = closureBooking(closure);
    const patience = { leaseMs: TIMING.claimLeaseMs, waitMsMax: LOCK_WAIT_MS, signal: lost, by };
    try {
      const run = await state.locks.run(roomResource(room), patience, (fenced, signal) =>
        closeRoom(fenced, claimed, AbortSignal.any([lost, signal])),
      );
      if (!run.ok && !lost.aborted) await tryAgainLater(state, claimed);
    } catch (error) {
      await recordFailure(state, claimed.task, error, "closing-failed");
      throw error;
    }
  });
}

async function closeRoom(
  fenced: SharedState,
  claimed: ClaimedTask<ClosurePayload>,
  signal: AbortSignal,
): Promise<void> {
  const { room, closure: id } = claimed.task.payload;
  const ref: ClosureRef = { room, id };
  const step = async <T>(cause: string, body: (tx: Transaction) => T): Promise<T> => {
    signal.throwIfAborted();
    return (await fenced.transact(body, taskNote(claimed.task, cause))).value;
  };
  const closure = await step("room-closing", (tx) => beginClosing(tx, ref));
  if (closure) while (await step("holds-ended", (tx) => endHolds(tx, closure)));
  for (;;) {
    const meeting = await step("closure-read", (tx) => meetingToMove(tx, ref));
    if (meeting === undefined) break;
    failpoint("closure.before-next-meeting", claimed.task);
    await moveOut(fenced, { ref, meeting, signal });
  }
  await step("room-closed", (tx) => {
    if (completeTask(tx, claimed).ok) finishClosing(tx, ref);
  });
}

/** None when the closure has been cancelled meanwhile. */
function meetingToMove(tx: Transaction, ref: ClosureRef): string | undefined {
  const closure = getClosure(tx, ref);
  return closure?.state === "closing" ? nextMeeting(tx, closure) : undefined;
}

/** Somebody else has the room's lock: that is no failure of this task. */
async function tryAgainLater(
  state: SharedState,
  claimed: ClaimedTask<ClosurePayload>,
): Promise<void> {
  const { queue, id, kind, payload } = claimed.task;
  const { now } = state.acting();
  await state.transact(
    (tx) => {
      if (!completeTask(tx, claimed).ok) return;
      const again = { queue, id, kind, payload, delayMs: AGAIN_MS, now };
      enqueueTask(tx, { ...again, correlation: id });
    },
    taskNote(claimed.task, "room-locked"),
  );
}
