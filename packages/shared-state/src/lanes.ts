/**
 * Lanes: tasks that must be done in order.
 *
 * Of each lane only the first task is visible to workers; the others wait in the lane's document, and
 * the commit that removes the first brings the next one out. So a CANCEL never overtakes the REQUEST
 * that it cancels, however many workers there are. A first task that becomes a dead letter makes way.
 */

import type { Transaction } from "./engine.ts";
import { keyspace } from "./keyspace.ts";
import type { Task } from "./tasks.ts";

interface Lane {
  /** The id of the task that workers can see. */
  readonly first: string;
  readonly waiting: readonly Task[];
}

/** True: the task is first, or needs no lane, and is to be made available now. */
export function enterLane(tx: Transaction, task: Task): boolean {
  if (task.lane === undefined) return true;
  const key = keyspace.lane(task.lane);
  const lane = tx.get<Lane>(key);
  if (!lane) {
    tx.put(key, { first: task.id, waiting: [] } satisfies Lane);
    return true;
  }
  const known = lane.first === task.id || lane.waiting.some((other) => other.id === task.id);
  if (!known) tx.put(key, { ...lane, waiting: [...lane.waiting, task] });
  return false;
}

/** The task is done: returns the one that is first now, to be made available. */
export function leaveLane(tx: Transaction, task: Task): Task | undefined {
  if (task.lane === undefined) return undefined;
  const key = keyspace.lane(task.lane);
  const lane = tx.get<Lane>(key);
  if (lane?.first !== task.id) return undefined;
  const [next, ...waiting] = lane.waiting;
  if (next) tx.put(key, { first: next.id, waiting } satisfies Lane);
  else tx.delete(key);
  return next;
}
