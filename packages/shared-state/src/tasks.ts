/**
 * Tasks: work that waits for somebody to do it, at least once.
 *
 *     enqueue ──▶ delayed ──▶ available ──▶ claimed ──┬── complete ──▶ gone
 *                    ▲            ▲           │       └── fail ──┐
 *                    │            └── lapses ─┘                 │
 *                    └──────────── backoff ◀─────────────────────┤
 *                                                dead letter ◀──┘ after the last attempt
 *
 * A claim is a key bound to a lease: a worker that dies loses it, and another takes over. Each claim
 * raises the task's *incarnation*, and whoever completes or fails a task shows it: a worker that comes
 * back late is refused. A task whose whole effect is in this store needs no claim: it is taken, done
 * and gone in one commit, and so happens exactly once.
 *
 * Tasks of one *lane* are done one after the other, in the order in which they were enqueued.
 */

import type { LeaseId, Reader, Transaction } from "./engine.ts";
import { keyspace } from "./keyspace.ts";
import { enterLane, leaveLane } from "./lanes.ts";
import { type Granted, granted, type Refused, refused } from "./outcome.ts";

export interface TaskRef {
  readonly queue: string;
  readonly id: string;
}

export interface Task<Payload = unknown> extends TaskRef {
  /** Which handler it is for. */
  readonly kind: string;
  readonly payload: Payload;
  readonly lane?: string;
  /** How often it has failed. */
  readonly failures: number;
  /** After that many failures it becomes a dead letter. */
  readonly attemptsMax: number;
  /** Rises with each claim. */
  readonly incarnation: number;
  /** Wall time in milliseconds. */
  readonly enqueuedAt: number;
  readonly lastError?: string;
}

export interface NewTask extends TaskRef {
  readonly kind: string;
  readonly payload: unknown;
  /** Wall time in milliseconds. */
  readonly now: number;
  /** Not before so many milliseconds have passed (sooner if the machine restarts). */
  readonly delayMs?: number;
  readonly lane?: string;
  readonly attemptsMax?: number;
}

export interface ClaimedTask<Payload = unknown> {
  readonly task: Task<Payload>;
  readonly lease: LeaseId;
}

export interface DeadLetter<Payload = unknown> {
  readonly task: Task<Payload>;
  readonly error: string;
  readonly at: number;
}

/** It is done already, another worker has it, or its time has not come. */
export type TaskUnavailable =
  | Refused<"task-gone">
  | Refused<"task-claimed">
  | Refused<"task-delayed">;

export const ATTEMPTS_MAX = 8;

/** Enqueuing twice with one id is one task, for as long as the first is not done. */
export function enqueueTask(tx: Transaction, request: NewTask): Granted | Refused<"task-exists"> {
  const { queue, id, kind, payload, lane, now, attemptsMax = ATTEMPTS_MAX } = request;
  if (tx.get(keyspace.task(queue, id))) return refused("task-exists");
  const task: Task = {
    ...{ queue, id, kind, payload, attemptsMax, enqueuedAt: now },
    ...{ failures: 0, incarnation: 0 },
    ...(lane === undefined ? {} : { lane }),
  };
  if (enterLane(tx, task)) makeAvailable(tx, task, request.delayMs);
  return granted({});
}

export function getTask<Payload>(
  reader: Reader,
  { queue, id }: TaskRef,
): Task<Payload> | undefined {
  return reader.get<Task<Payload>>(keyspace.task(queue, id));
}

/** For work whose whole effect is in this transaction: the task is gone with this commit. */
export function takeTask<Payload>(
  tx: Transaction,
  ref: TaskRef,
): Granted<{ task: Task<Payload> }> | TaskUnavailable {
  const available = availableTask<Payload>(tx, ref);
  if (available.ok) removeTask(tx, available.task);
  return available;
}

/** For work with effects outside: the worker has it until the claim lapses. */
export function claimTask<Payload>(
  tx: Transaction,
  ref: TaskRef,
  { worker, forMs }: { worker: string; forMs: number },
): Granted<ClaimedTask<Payload>> | TaskUnavailable {
  const available = availableTask<Payload>(tx, ref);
  if (!available.ok) return available;
  const task = { ...available.task, incarnation: available.task.incarnation + 1 };
  const lease = tx.lease(forMs);
  tx.put(keyspace.task(ref.queue, ref.id), task);
  tx.put(keyspace.claim(ref.queue, ref.id), { worker, incarnation: task.incarnation }, { lease });
  return granted({ task, lease });
}

/** Does this claim still stand? Check it in the transaction that records what the work did. */
export function isClaimed(reader: Reader, { task }: ClaimedTask): boolean {
  const claim = reader.get<{ incarnation: number }>(keyspace.claim(task.queue, task.id));
  return claim?.incarnation === task.incarnation;
}

export function completeTask(
  tx: Transaction,
  claimed: ClaimedTask,
): Granted | Refused<"claim-lost"> {
  if (!isClaimed(tx, claimed)) return refused("claim-lost");
  tx.revoke(claimed.lease);
  removeTask(tx, claimed.task);
  return granted({});
}

export type TaskFailed =
  | Granted<{ outcome: "retry"; delayMs: number }>
  | Granted<{ outcome: "dead-letter" }>
  | Refused<"task-gone">;

/**
 * The attempt failed: try again after a while, or give up and leave a dead letter. Refused when the
 * task is gone or somebody else has claimed it since.
 */
export function failTask(
  tx: Transaction,
  { queue, id, incarnation }: TaskRef & { incarnation: number },
  { error, now }: { error: string; now: number },
): TaskFailed {
  const current = getTask(tx, { queue, id });
  if (current?.incarnation !== incarnation) return refused("task-gone");
  const task: Task = { ...current, failures: current.failures + 1, lastError: error };
  removeTask(tx, task, { keepLane: true });
  if (task.failures >= task.attemptsMax) {
    leaveLaneAndPromote(tx, task);
    tx.put(keyspace.deadLetter(queue, id), { task, error, at: now } satisfies DeadLetter);
    return granted({ outcome: "dead-letter" });
  }
  const delayMs = backoffMs(task.failures);
  makeAvailable(tx, task, delayMs);
  return granted({ outcome: "retry", delayMs });
}

/** Nobody needs it any more. Whoever is at work on it finds it gone. */
export function dropTask(tx: Transaction, ref: TaskRef): void {
  const task = getTask(tx, ref);
  if (task) removeTask(tx, task);
}

/** A person says: try again. */
export function replayDeadLetter(
  tx: Transaction,
  { queue, id, now }: TaskRef & { now: number },
): Granted | Refused<"not-found" | "task-exists"> {
  const letter = tx.get<DeadLetter>(keyspace.deadLetter(queue, id));
  if (!letter) return refused("not-found");
  const { kind, payload, lane, attemptsMax } = letter.task;
  const again = { queue, id, kind, payload, attemptsMax, now };
  const enqueued = enqueueTask(tx, lane === undefined ? again : { ...again, lane });
  if (enqueued.ok) tx.delete(keyspace.deadLetter(queue, id));
  return enqueued;
}

/** 100 ms after the first failure, then twice as long each time, up to a minute. */
export function backoffMs(failures: number): number {
  return Math.min(100 * 2 ** (failures - 1), 60_000);
}

function availableTask<Payload>(reader: Reader, ref: TaskRef) {
  const task = getTask<Payload>(reader, ref);
  if (!task) return refused("task-gone");
  if (reader.get(keyspace.claim(ref.queue, ref.id))) return refused("task-claimed");
  if (reader.get(keyspace.delay(ref.queue, ref.id))) return refused("task-delayed");
  return granted({ task });
}

function makeAvailable(tx: Transaction, task: Task, delayMs = 0): void {
  tx.put(keyspace.task(task.queue, task.id), task);
  if (delayMs > 0) {
    tx.put(keyspace.delay(task.queue, task.id), true, { lease: tx.lease(delayMs) });
  }
}

function removeTask(tx: Transaction, task: Task, { keepLane = false } = {}): void {
  tx.delete(keyspace.task(task.queue, task.id));
  tx.delete(keyspace.claim(task.queue, task.id));
  tx.delete(keyspace.delay(task.queue, task.id));
  if (!keepLane) leaveLaneAndPromote(tx, task);
}

function leaveLaneAndPromote(tx: Transaction, task: Task): void {
  const next = leaveLane(tx, task);
  if (next) makeAvailable(tx, next);
}
