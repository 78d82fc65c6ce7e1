/**
 * Lanes: tasks that must be done in order.
 *
 * Of each lane only the first task is available to workers; the others carry a mark that says that
 * they wait, and the commit that removes the first takes the mark off the next one. So a CANCEL never
 * overtakes the REQUEST that it cancels, however many workers there are. A first task that becomes a
 * dead letter makes way.
 */

import type { Transaction } from "./engine.ts";
import { keyspace } from "./keyspace.ts";
import type { Task, TaskRef } from "./tasks.ts";

/** In the order in which they were enqueued; they may come from several queues. */
type Lane = readonly TaskRef[];

/** The task goes to the end of its lane, if it has one, and waits unless it is the first there. */
export function enterLane(tx: Transaction, task: Task): void {
  if (task.lane === undefined) return;
  const { queue, id } = task;
  const lane = tx.get<Lane>(keyspace.lane(task.lane)) ?? [];
  tx.put(keyspace.lane(task.lane), [...lane, { queue, id }] satisfies Lane);
  if (lane.length > 0) tx.put(keyspace.waiting(queue, id), true);
}

/** The task is done, or not wanted any more: if it was the first, it is the next one's turn. */
export function leaveLane(tx: Transaction, task: Task): void {
  if (task.lane === undefined) return;
  const lane = tx.get<Lane>(keyspace.lane(task.lane)) ?? [];
  const left = lane.filter(({ queue, id }) => queue !== task.queue || id !== task.id);
  tx.delete(keyspace.waiting(task.queue, task.id));
  const [first] = left;
  if (first) {
    tx.put(keyspace.lane(task.lane), left);
    tx.delete(keyspace.waiting(first.queue, first.id));
  } else {
    tx.delete(keyspace.lane(task.lane));
  }
}
