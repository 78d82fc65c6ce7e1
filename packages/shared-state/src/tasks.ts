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

interface Claim {
  readonly worker: string;
  /** No lease is ever used twice: this is what tells one claim from every other. */
  readonly lease: LeaseId;
}

/** It is done already, another worker has it, or its time (or its turn in its lane) has not come. */
export type TaskUnavailable =
  | Refused<"task-gone">
  | Refused<"task-claimed">
  | Refused<"task-delayed">;

export const ATTEMPTS_MAX = 8;

/** Enqueuing twice with one id is one task, for as long as the first is not done. */
export function enqueueTask(tx: Transaction, request: NewTask): Granted | Refused<"task-exists"> {
  const { queue, id, kind, payload, lane, now, attemptsMax = ATTEMPTS_MAX } = request;
  if (getTask(tx, { queue, id })) return refused("task-exists");
  const task: Task = {
    ...{ queue, id, kind, payload, attemptsMax, enqueuedAt: now },
    ...{ failures: 0, incarnation: 0 },
    ...(lane === undefined ? {} : { lane }),
  };
  addTask(tx, task, request.delayMs);
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
  tx.put(keyspace.claim(ref.queue, ref.id), { worker, lease } satisfies Claim, { lease });
  return granted({ task, lease });
}

/** Does this claim still stand? Check it in the transaction that records what the work did. */
export function isClaimed(reader: Reader, { task, lease }: ClaimedTask): boolean {
  return reader.get<Claim>(keyspace.claim(task.queue, task.id))?.lease === lease;
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
  { queue, id, incarnation, failures }: Pick<Task, "queue" | "id" | "incarnation" | "failures">,
  { error, now }: { error: string; now: number },
): TaskFailed {
  const current = getTask(tx, { queue, id });
  // Of two workers that fail at one attempt, the first one's failure counts.
  if (current?.incarnation !== incarnation || current.failures !== failures) {
    return refused("task-gone");
  }
  const task: Task = { ...current, failures: current.failures + 1, lastError: error };
  if (task.failures >= task.attemptsMax) {
    removeTask(tx, task);
    tx.put(keyspace.deadLetter(queue, id), { task, error, at: now } satisfies DeadLetter);
    return granted({ outcome: "dead-letter" });
  }
  const delayMs = backoffMs(task.failures);
  tx.put(keyspace.task(queue, id), task);
  tx.delete(keyspace.claim(queue, id));
  delay(tx, task, delayMs);
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
  if (getTask(tx, { queue, id })) return refused("task-exists");
  const { lastError: _forgiven, ...failed } = letter.task;
  // Of another incarnation, so that a worker which failed at it before cannot fail it again.
  const incarnation = failed.incarnation + 1;
  addTask(tx, { ...failed, incarnation, failures: 0, enqueuedAt: now });
  tx.delete(keyspace.deadLetter(queue, id));
  return granted({});
}

/** 100 ms after the first failure, then twice as long each time, up to a minute. */
export function backoffMs(failures: number): number {
  return Math.min(100 * 2 ** (failures - 1), 60_000);
}

function availableTask<Payload>(reader: Reader, ref: TaskRef) {
  const { queue, id } = ref;
  const task = getTask<Payload>(reader, ref);
  if (!task) return refused("task-gone");
  if (reader.get(keyspace.claim(queue, id))) return refused("task-claimed");
  const waits = task.lane !== undefined && reader.get(keyspace.waiting(queue, id));
  if (waits || reader.get(keyspace.delay(queue, id))) return refused("task-delayed");
  return granted({ task });
}

function addTask(tx: Transaction, task: Task, delayMs = 0): void {
  tx.put(keyspace.task(task.queue, task.id), task);
  if (delayMs > 0) delay(tx, task, delayMs);
  enterLane(tx, task);
}

function delay(tx: Transaction, { queue, id }: TaskRef, delayMs: number): void {
  tx.put(keyspace.delay(queue, id), true, { lease: tx.lease(delayMs) });
}

function removeTask(tx: Transaction, task: Task): void {
  tx.delete(keyspace.task(task.queue, task.id));
  tx.delete(keyspace.claim(task.queue, task.id));
  tx.delete(keyspace.delay(task.queue, task.id));
  leaveLane(tx, task);
}
