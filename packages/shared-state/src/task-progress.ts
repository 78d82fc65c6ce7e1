/**
 * Progress: how far the worker that has a task has come.
 *
 * It is a key of its own beside the task, bound to the claim's lease: reporting it does not touch the
 * task, wakes no worker, and it goes with the claim. So what is shown is always that of the worker
 * which is at it now, and a successor begins at nothing, as it has to.
 */

import { type ClaimedTask, type ClaimLost, isClaimed } from "./claims.ts";
import type { Reader, Transaction } from "./engine.ts";
import { mustBeFinite } from "./finite.ts";
import { keyspace } from "./keyspace.ts";
import { type Granted, granted, refused } from "./outcome.ts";
import type { TaskRef } from "./tasks.ts";

export interface Progress {
  /** So much of `total` is done, in whatever the work is counted in. */
  readonly done?: number;
  readonly total?: number;
  /** For people. Name nobody in it: more people may see it than the task's payload. */
  readonly note?: string;
}

/** Replaces what was reported before. @throws HoldfastError `value-invalid` */
export function reportProgress(
  tx: Transaction,
  claimed: ClaimedTask,
  { done, total, note }: Progress,
): Granted | ClaimLost {
  if (!isClaimed(tx, claimed)) return refused("claim-lost");
  const { queue, id } = claimed.task;
  const progress: Progress = {
    ...(done === undefined ? {} : { done: mustBeFinite("done", done) }),
    ...(total === undefined ? {} : { total: mustBeFinite("total", total) }),
    ...(note === undefined ? {} : { note }),
  };
  tx.put(keyspace.progress(queue, id), progress, { lease: claimed.lease });
  return granted({});
}

/** Undefined: nobody has the task, or its worker has not said anything yet. */
export function getProgress(reader: Reader, { queue, id }: TaskRef): Progress | undefined {
  return reader.get<Progress>(keyspace.progress(queue, id));
}
