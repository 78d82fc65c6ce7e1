/**
 * Tasks: work that waits for somebody to do it, at least once.
 *
 *     enqueue ──▶ delayed ──▶ available ──▶ claimed ──┬── complete ──▶ gone
 *                    ▲            ▲           │       └── fail ──┐
 *                    │            └── lapses ─┘                 │
 *                    └──────────── backoff ◀─────────────────────┤
 *                                                dead letter ◀──┘ after the last attempt
 *
 * A claim is a key bound to a lease (`claims.ts`): a worker that dies loses it, and another takes over;
 * one that comes back late is refused, whatever it wants. Each claim raises the task's *incarnation*,
 * so that a failure is counted against the attempt that it belongs to. A task whose whole effect is in
 * this store needs no claim: it is taken, done and gone in one commit, and so happens exactly once.
 *
 * Tasks of one *lane* are done one after the other, in the order in which they were enqueued.
 */

import { closeRegister, dropArtifacts, keepArtifact, type NewArtifact } from "./artifacts.ts";
import {
  type Claim,
  type ClaimedTask,
  type ClaimLost,
  endClaim,
  isClaimed,
  standingClaim,
} from "./claims.ts";
import type { CommitNote, LeaseId, Reader, Transaction } from "./engine.ts";
import { mustBeFinite } from "./finite.ts";
import { keyspace } from "./keyspace.ts";
import { enterLane, leaveLane } from "./lanes.ts";
import { type Granted, granted, type Refused, refused } from "./outcome.ts";
import { PRIORITY_USUAL } from "./task-order.ts";
import { recordResult } from "./task-results.ts";

export interface TaskRef {
  readonly queue: string;
  readonly id: string;
}

export interface Task<Payload = unknown> extends TaskRef {
  /** Which handler it is for. */
  readonly kind: string;
  readonly payload: Payload;
  readonly lane?: string;
  /** Those with a higher one are done first; absent: `PRIORITY_USUAL`. */
  readonly priority?: number;
  /** The request that it belongs to: noted in the commits that work on it. */
  readonly correlation?: string;
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
  readonly priority?: number;
  readonly correlation?: string;
  readonly attemptsMax?: number;
}

export interface DeadLetter<Payload = unknown> {
  readonly task: Task<Payload>;
  readonly error: string;
  readonly at: number;
}

/** Says under which lease the task waits, so that one can see for how long. */
export interface Delay {
  readonly lease: LeaseId;
}

/** It is done already, another worker has it, or its time (or its turn in its lane) has not come. */
export type TaskUnavailable =
  | Refused<"task-gone">
  | Refused<"task-claimed">
  | Refused<"task-delayed">;

export const ATTEMPTS_MAX = 8;

/**
 * Enqueuing twice with one id is one task, for as long as the first is not done.
 * @throws HoldfastError `value-invalid` when the priority is no number
 */
export function enqueueTask(tx: Transaction, request: NewTask): Granted | Refused<"task-exists"> {
  const { queue, id, kind, payload, lane, correlation, now } = request;
  const { attemptsMax = ATTEMPTS_MAX, priority = PRIORITY_USUAL } = request;
  if (getTask(tx, { queue, id })) return refused("task-exists");
  const task: Task = {
    ...{ queue, id, kind, payload, attemptsMax, enqueuedAt: now },
    ...{ failures: 0, incarnation: 0 },
    ...(lane === undefined ? {} : { lane }),
    ...(priority === PRIORITY_USUAL ? {} : { priority: mustBeFinite("priority", priority) }),
    ...(correlation === undefined ? {} : { correlation }),
  };
  addTask(tx, task, request.delayMs);
  return granted({});
}

/** What is done about a task belongs to the request that the task belongs to. */
export function taskNote({ correlation }: Pick<Task, "correlation">, cause: string): CommitNote {
  return correlation === undefined ? { cause } : { cause, correlation };
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

/** What the worker says when it is done, for those who wait for the task. */
export interface Completion {
  /** Wall time in milliseconds. */
  readonly now: number;
  readonly artifacts?: readonly NewArtifact[];
  /** So long the result is kept, if nobody forgets it sooner; an hour unless it says otherwise. */
  readonly keepMs?: number;
}

/**
 * The task is done. With a completion, a result is left for those who wait for it. Of its artifacts,
 * those that were taken already, from a worker that lost its claim, are not handed over again.
 * @throws HoldfastError `artifacts-too-many`
 */
export function completeTask(
  tx: Transaction,
  claimed: ClaimedTask,
  completion?: Completion,
): Granted | ClaimLost {
  const { task } = claimed;
  const claim = standingClaim(tx, claimed);
  if (!claim) return refused("claim-lost");
  const by = claim.worker;
  tx.revoke(claimed.lease);
  removeTask(tx, task);
  for (const artifact of completion?.artifacts ?? []) keepArtifact(tx, task, { ...artifact, by });
  const artifacts = closeRegister(tx, task);
  if (completion) {
    const { now, keepMs } = completion;
    recordResult(tx, task, { by, completedAt: now, artifacts }, keepMs);
  }
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
  endClaim(tx, task);
  if (task.failures >= task.attemptsMax) {
    removeTask(tx, task);
    tx.put(keyspace.deadLetter(queue, id), { task, error, at: now } satisfies DeadLetter);
    return granted({ outcome: "dead-letter" });
  }
  const delayMs = backoffMs(task.failures);
  tx.put(keyspace.task(queue, id), task);
  delay(tx, task, delayMs);
  return granted({ outcome: "retry", delayMs });
}

/** The same, by the worker that has the task: refused as soon as its claim has lapsed. */
export function failClaimed(
  tx: Transaction,
  claimed: ClaimedTask,
  failure: { error: string; now: number },
): TaskFailed | ClaimLost {
  return isClaimed(tx, claimed) ? failTask(tx, claimed.task, failure) : refused("claim-lost");
}

/** Nobody needs it any more. Whoever is at work on it finds it gone. */
export function dropTask(tx: Transaction, ref: TaskRef): void {
  const task = getTask(tx, ref);
  if (!task) return;
  endClaim(tx, task);
  removeTask(tx, task);
  // Only who had a claim can have made something.
  if (task.incarnation > 0) dropArtifacts(tx, task);
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
  const claimed = task.incarnation > 0 && reader.get(keyspace.claim(queue, id));
  if (claimed) return refused("task-claimed");
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
  const lease = tx.lease(delayMs);
  tx.put(keyspace.delay(queue, id), { lease } satisfies Delay, { lease });
}

/** Its claim, if it had one, has ended already. */
function removeTask(tx: Transaction, task: Task): void {
  tx.delete(keyspace.task(task.queue, task.id));
  endDelay(tx, task);
  leaveLane(tx, task);
}

/** With its lease: else that would have to be reaped, long after the task has been forgotten. */
function endDelay(tx: Transaction, { queue, id }: TaskRef): void {
  const waiting = tx.get<Delay>(keyspace.delay(queue, id));
  if (waiting) tx.revoke(waiting.lease);
}
