/**
 * Doing and undoing the steps of sagas: what an agent's worker calls for each task.
 *
 * A transactional step is one commit: task, effect, outcome and the next task together, so it happens
 * exactly once. An external step is claimed first; its outcome is recorded only while the claim
 * stands. In both, a step that is no longer wanted (its saga is being undone) finds its task gone.
 */

import type { ClaimedTask } from "./claims.ts";
import type { Transaction } from "./engine.ts";
import { type FailpointTask, failpoint } from "./failpoints.ts";
import { keyspace } from "./keyspace.ts";
import { type Granted, granted, type Refused } from "./outcome.ts";
import { isDefinitionOf, type SagaDefinition } from "./saga-definition.ts";
import {
  type Acting,
  advanceSaga,
  beginCompensation,
  compensateNext,
  getSaga,
  type JournalEntry,
  type Saga,
  type SagaFailure,
  type SagaTaskPayload,
  saveSaga,
  stepNamed,
} from "./sagas.ts";
import { completeTask, failTask, type Task, type TaskRef, takeTask } from "./tasks.ts";

/** What a handler is told. Times and ids come from here: a handler reads no clock. */
export interface StepContext<Input = unknown> {
  readonly saga: Saga<Input>;
  readonly input: Input;
  readonly results: Readonly<Record<string, unknown>>;
  /** Wall time in milliseconds. */
  readonly now: number;
}

/** The step is done, with what later steps may want to know; or it cannot be, and why. */
export type StepOutcome = Granted<{ result?: unknown }> | Refused<string, { detail?: unknown }>;

/** A step whose whole effect is in the store. Check everything first: refuse before you write. */
export interface StepHandler<Input = never> {
  perform(tx: Transaction, context: StepContext<Input>): StepOutcome;
  /** Also called when the step never happened. Required of every step before the pivot. */
  compensate?(tx: Transaction, context: StepContext<Input>): void;
}

/**
 * A step with effects outside the store. Both may run more than once, with the same key. A saga that
 * is stopped does not wait for a worker that may be dead: `compensateExternally` may run while a
 * `performExternally` whose claim is gone is still under way, so the other side has to refuse a key
 * that has been compensated.
 */
export interface ExternalStepHandler<Input = never> {
  performExternally(context: ExternalContext<Input>): Promise<StepOutcome>;
  compensateExternally?(context: ExternalContext<Input>): Promise<void>;
}

export interface ExternalContext<Input = unknown> extends StepContext<Input> {
  /** The same on each retry of this step. */
  readonly idempotencyKey: string;
  /** Aborted when the claim is lost: stop, somebody else does it. */
  readonly signal: AbortSignal;
}

export type StepDone =
  | Granted<{ saga: Saga }>
  | Refused<"task-gone" | "task-claimed" | "task-delayed" | "claim-lost">;

/** Performs a transactional step. What the handler throws comes through, and nothing is kept. */
export function performStep(
  tx: Transaction,
  definition: SagaDefinition,
  handler: StepHandler,
  task: TaskRef,
  acting: Acting,
): StepDone {
  const taken = takeTask<SagaTaskPayload>(tx, task);
  if (!taken.ok) return taken;
  const saga = currentSaga(tx, definition, taken.task);
  const outcome = handler.perform(tx, contextOf(saga, acting));
  failpoint("saga-step.before-commit", stepTask(taken.task));
  return granted({ saga: recordOutcome(tx, definition, saga, outcome, acting) });
}

/** Records what an external step did, if its claim still stands. */
export function finishExternalStep(
  tx: Transaction,
  definition: SagaDefinition,
  claimed: ClaimedTask,
  outcome: StepOutcome,
  acting: Acting,
): StepDone {
  const completed = completeTask(tx, claimed);
  if (!completed.ok) return completed;
  const saga = currentSaga(tx, definition, claimed.task as Task<SagaTaskPayload>);
  return granted({ saga: recordOutcome(tx, definition, saga, outcome, acting) });
}

/** Runs a transactional compensation. */
export function compensateStep(
  tx: Transaction,
  definition: SagaDefinition,
  handler: StepHandler,
  task: TaskRef,
  acting: Acting,
): StepDone {
  const taken = takeTask<SagaTaskPayload>(tx, task);
  if (!taken.ok) return taken;
  const saga = currentSaga(tx, definition, taken.task);
  handler.compensate?.(tx, contextOf(saga, acting));
  failpoint("saga-compensation.before-commit");
  return granted({ saga: recordCompensated(tx, definition, saga, acting) });
}

export function finishExternalCompensation(
  tx: Transaction,
  definition: SagaDefinition,
  claimed: ClaimedTask,
  acting: Acting,
): StepDone {
  const completed = completeTask(tx, claimed);
  if (!completed.ok) return completed;
  const saga = currentSaga(tx, definition, claimed.task as Task<SagaTaskPayload>);
  return granted({ saga: recordCompensated(tx, definition, saga, acting) });
}

/**
 * A step or compensation threw. It is tried again after a while; when that has happened too often, a
 * step before or at the pivot counts as refused, and anything else becomes a dead letter.
 */
export function failStep(
  tx: Transaction,
  definition: SagaDefinition,
  task: Task<SagaTaskPayload>,
  { error, ...acting }: Acting & { error: string },
): StepDone {
  const failed = failTask(tx, task, { error, now: acting.now });
  if (!failed.ok) return failed;
  const saga = currentSaga(tx, definition, task);
  if (failed.outcome === "retry") return granted({ saga });
  const step = task.payload.step;
  if (saga.state === "running" && !saga.pastPivot) {
    dropDeadLetter(tx, task);
    const failure = { step, reason: "step-failed", detail: error };
    const noted = journaled(saga, { step, did: "gave-up" }, acting);
    return granted({ saga: beginCompensation(tx, definition, noted, { ...acting, failure }) });
  }
  const noted = journaled(saga, { step, did: "gave-up" }, acting);
  return granted({ saga: saveSaga(tx, { ...noted, attention: { step, error } }) });
}

/** The deadline has passed: undo, unless the pivot has happened. */
export function expireSaga(
  tx: Transaction,
  definition: SagaDefinition,
  task: TaskRef,
  acting: Acting,
): StepDone {
  const taken = takeTask<SagaTaskPayload>(tx, task);
  if (!taken.ok) return taken;
  const saga = currentSaga(tx, definition, taken.task);
  if (saga.state !== "running" || saga.pastPivot) return granted({ saga });
  const failure: SagaFailure = { reason: "deadline-passed", ...waitedFor(saga) };
  return granted({ saga: beginCompensation(tx, definition, saga, { ...acting, failure }) });
}

export function contextOf(saga: Saga, { now }: { now: number }): StepContext<never> {
  const { input, results } = saga;
  return { saga: saga as Saga<never>, input: input as never, results, now };
}

function recordOutcome(
  tx: Transaction,
  definition: SagaDefinition,
  saga: Saga,
  outcome: StepOutcome,
  acting: Acting,
): Saga {
  const { attention: _seen, ...calm } = saga;
  if (outcome.ok) return advanceSaga(tx, definition, calm, { ...acting, result: outcome.result });
  const { name, kind } = stepNamed(definition, saga.current);
  if (kind === "after-pivot") {
    throw new Error(`Step ${name} comes after the pivot and cannot be refused: ${outcome.reason}.`);
  }
  const refusal = journaled(calm, { step: name, did: "refused" }, acting);
  const failure: SagaFailure = { step: name, reason: outcome.reason, detail: outcome.detail };
  return beginCompensation(tx, definition, refusal, { ...acting, failure });
}

function recordCompensated(
  tx: Transaction,
  definition: SagaDefinition,
  saga: Saga,
  acting: Acting,
): Saga {
  const step = saga.owed.at(-1);
  const { attention: _seen, ...calm } = saga;
  const undone = { ...calm, owed: saga.owed.slice(0, -1) };
  const noted = journaled(
    undone,
    step === undefined ? { did: "compensated" } : { step, did: "compensated" },
    acting,
  );
  return compensateNext(tx, definition, noted, acting);
}

/** As a failpoint is told of it. */
function stepTask({ queue, id, payload }: Task<SagaTaskPayload>): FailpointTask {
  return { kind: payload.step, queue, id };
}

/** The task's saga. That it exists and fits is an invariant: tasks and record share their commits. */
function currentSaga(
  tx: Transaction,
  definition: SagaDefinition,
  task: Task<SagaTaskPayload>,
): Saga {
  const saga = getSaga(tx, task.payload.saga);
  if (!saga || !isDefinitionOf(definition, saga)) {
    throw new Error(`Task ${task.id} belongs to no saga of ${definition.name}.`);
  }
  return saga;
}

function journaled(saga: Saga, entry: Omit<JournalEntry, "at" | "by">, { by, now }: Acting): Saga {
  return { ...saga, journal: [...saga.journal, { at: now, by, ...entry }] };
}

function waitedFor({ current }: Saga): { step?: string } {
  return current === undefined ? {} : { step: current };
}

function dropDeadLetter(tx: Transaction, { queue, id }: TaskRef): void {
  tx.delete(keyspace.deadLetter(queue, id));
}
