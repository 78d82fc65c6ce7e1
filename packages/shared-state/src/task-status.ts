/** How the tasks of a queue stand, for people and for agents that look around: a reader's view. */

import type { Claim } from "./claims.ts";
import type { Entry, Snapshot } from "./engine.ts";
import type { Key } from "./keys.ts";
import { keyspace } from "./keyspace.ts";
import { compareTasks } from "./task-order.ts";
import type { Progress } from "./task-progress.ts";
import type { Delay, Task, TaskRef } from "./tasks.ts";

export type TaskStatus = {
  readonly task: Task;
} & (
  | { readonly state: "available" }
  | {
      readonly state: "claimed";
      readonly worker: string;
      /** So long until the claim lapses, unless it is renewed. */
      readonly leftMs: number;
      readonly progress?: Progress;
    }
  | {
      readonly state: "delayed";
      readonly leftMs: number;
    }
  /** For its turn in its lane. */
  | { readonly state: "waiting" }
);

export type TaskState = TaskStatus["state"];

/** Of one queue or of all; by queue, then in the order in which they will be done. */
export async function readTasks(snapshot: Snapshot, queue?: string): Promise<TaskStatus[]> {
  const prefix = queue === undefined ? keyspace.queues() : keyspace.queue(queue);
  const groups = groupByTask(await snapshot.range({ prefix }));
  const found = await Promise.all(groups.map((group) => toStatus(snapshot, group)));
  return found.filter((status) => status !== undefined).sort(compareStatuses);
}

/** Undefined: there is no such task in the queue (any more). */
export async function readTask(
  snapshot: Snapshot,
  { queue, id }: TaskRef,
): Promise<TaskStatus | undefined> {
  const [group] = groupByTask(await snapshot.range({ prefix: keyspace.task(queue, id) }));
  return group && toStatus(snapshot, group);
}

/** A task's own entry and what stands beside it, by the last part of its key. */
type Group = ReadonlyMap<unknown, unknown>;

function groupByTask(entries: readonly Entry[]): Group[] {
  const groups: Map<unknown, unknown>[] = [];
  let last: Key | undefined;
  for (const { key, value } of entries) {
    const [, queue, id, part] = key;
    if (last?.[1] !== queue || last?.[2] !== id) groups.push(new Map());
    groups.at(-1)?.set(part, value);
    last = key;
  }
  return groups;
}

async function toStatus(snapshot: Snapshot, group: Group): Promise<TaskStatus | undefined> {
  const task = group.get(undefined) as Task | undefined;
  if (!task) return undefined;
  const claim = group.get("claim") as Claim | undefined;
  if (claim) {
    const progress = group.get("progress") as Progress | undefined;
    const leftMs = await snapshot.leaseLeftMs(claim.lease);
    const { worker } = claim;
    return { task, state: "claimed", worker, leftMs, ...(progress && { progress }) };
  }
  const delay = group.get("delay") as Delay | undefined;
  if (delay) return { task, state: "delayed", leftMs: await snapshot.leaseLeftMs(delay.lease) };
  return { task, state: group.has("waiting") ? "waiting" : "available" };
}

function compareStatuses({ task: a }: TaskStatus, { task: b }: TaskStatus): number {
  if (a.queue !== b.queue) return a.queue < b.queue ? -1 : 1;
  return compareTasks(a, b);
}
