/**
 * Results: that a task was completed, for whoever waits for it.
 *
 * A result is kept under a lease of its own, an hour unless the worker says otherwise: whoever waits,
 * waits now, and a waiter that died must leave nothing behind that somebody has to sweep. It holds no
 * product of the work. Those are artifacts, which no time takes away.
 */

import { forgetArtifacts } from "./artifacts.ts";
import type { Transaction } from "./engine.ts";
import { keyspace } from "./keyspace.ts";
import { type Granted, granted, type Refused, refused } from "./outcome.ts";
import type { Task, TaskRef } from "./tasks.ts";

export interface TaskResult extends TaskRef {
  readonly kind: string;
  /** The worker that completed it. */
  readonly by: string;
  /** Wall time in milliseconds. */
  readonly completedAt: number;
  /** The names of the artifacts that waited to be taken then. */
  readonly artifacts: readonly string[];
}

export const RESULT_KEEP_MS = 60 * 60_000;

export function recordResult(
  tx: Transaction,
  { queue, id, kind }: Pick<Task, "queue" | "id" | "kind">,
  completed: Pick<TaskResult, "by" | "completedAt" | "artifacts">,
  keepMs = RESULT_KEEP_MS,
): void {
  const result: TaskResult = { queue, id, kind, ...completed };
  tx.put(keyspace.taskResult(queue, id), result, { lease: tx.lease(keepMs) });
}

/** Whoever waited knows, and wants nothing of it any more: neither its result nor its artifacts. */
export function forgetTask(tx: Transaction, ref: TaskRef): Granted | Refused<"task-exists"> {
  if (tx.get(keyspace.task(ref.queue, ref.id))) return refused("task-exists");
  tx.delete(keyspace.taskResult(ref.queue, ref.id));
  forgetArtifacts(tx, ref);
  return granted({});
}
