/**
 * Binding an agent's handlers to the names in saga definitions.
 *
 *     serve(bookMeeting, "room-agent", { "hold-room": { perform, compensate }, confirm: { perform } })
 *
 * The binding turns the tasks of the agent's queue into attempts. A task of a definition, or of a
 * version, that this agent does not know is left to a worker that does: during a rolling restart both
 * versions are about.
 */

import {
  compensateStep,
  contextOf,
  type ExternalStepHandler,
  expireSaga,
  failpoint,
  failStep,
  finishExternalCompensation,
  finishExternalStep,
  isDefinitionOf,
  performStep,
  SAGA_COMPENSATION,
  SAGA_DEADLINE,
  SAGA_STEP,
  type Saga,
  type SagaDefinition,
  type SagaTaskPayload,
  type SharedState,
  type StepHandler,
  type Task,
  type Transaction,
} from "@holdfast/shared-state";
import { messageOf, underClaim } from "./claimed-work.ts";
import { type Guarantee, inOneTransaction } from "./guarantee.ts";
import type { Attempt } from "./worker.ts";

export type Handlers = Readonly<Record<string, StepHandler | ExternalStepHandler>>;

export interface ServedSaga {
  readonly definition: SagaDefinition;
  readonly handlers: Handlers;
  /** Of steps that are not committed in one transaction, as every other is. */
  readonly commits?: Readonly<Record<string, Guarantee>>;
}

/** @throws Error when a step of this agent has no handler, or one before the pivot no compensation */
export function serve(definition: SagaDefinition, agent: string, handlers: Handlers): ServedSaga {
  for (const { name, kind, external } of definition.steps.filter(({ by }) => by === agent)) {
    const handler = handlers[name];
    const performs = handler && (external ? "performExternally" in handler : "perform" in handler);
    const compensates = handler && ("compensate" in handler || "compensateExternally" in handler);
    if (!performs || (kind === "step" && !compensates)) {
      throw new Error(`${agent} lacks a handler for step ${name} of saga ${definition.name}.`);
    }
  }
  return { definition, handlers };
}

/** What to do with a saga's task; undefined: its definition, version or step is not ours. */
export function attemptSagaTask(
  state: SharedState,
  served: readonly ServedSaga[],
  task: Task<SagaTaskPayload>,
): Attempt | undefined {
  const ours = served.find(({ definition }) => isDefinitionOf(definition, task.payload));
  if (!ours) return undefined;
  const { definition } = ours;
  if (task.kind === SAGA_DEADLINE) return () => expire(state, definition, task);
  const handler = ours.handlers[task.payload.step];
  if (!handler || (task.kind !== SAGA_STEP && task.kind !== SAGA_COMPENSATION)) return undefined;
  if ("performExternally" in handler) return () => runExternally(state, definition, handler, task);
  const asked = ours.commits?.[task.payload.step] ?? inOneTransaction;
  return () => runInTransaction(state, definition, handler, task, asked);
}

async function expire(state: SharedState, definition: SagaDefinition, task: Task): Promise<void> {
  const note = { cause: "saga-deadline", correlation: task.id };
  failpoint("saga-deadline.before-expiry");
  await state.transact((tx) => expireSaga(tx, definition, task, state.acting()), note);
}

async function runInTransaction(
  state: SharedState,
  definition: SagaDefinition,
  handler: StepHandler,
  task: Task<SagaTaskPayload>,
  asked: Guarantee,
): Promise<void> {
  const run = task.kind === SAGA_STEP ? performStep : compensateStep;
  try {
    // Under the lock: what a refusal tells of deadlines counts from when it was decided.
    const body = (tx: Transaction) => run(tx, definition, handler, task, state.acting());
    const commit = task.kind === SAGA_STEP ? asked : inOneTransaction;
    const { value: done } = await commit(state, body, noteOf(task));
    if (done.ok) failpoint("saga-step.after-commit");
  } catch (error) {
    await recordStepFailure(state, definition, task, error);
    throw error;
  }
}

async function runExternally(
  state: SharedState,
  definition: SagaDefinition,
  handler: ExternalStepHandler,
  task: Task<SagaTaskPayload>,
): Promise<void> {
  // A saga's tasks carry no correlation: their payload says which saga the claim belongs to.
  const ref = { ...task, correlation: task.payload.saga };
  await underClaim<SagaTaskPayload>(state, ref, async ({ claimed, lost }) => {
    const saga = await state.sagas.get(task.payload.saga);
    if (!saga) return;
    const context = { ...externalContext(state, saga, task), signal: lost };
    try {
      if (task.kind === SAGA_STEP) {
        const outcome = await handler.performExternally(context);
        failpoint("external-step.before-record");
        const finish = { ...state.acting() };
        await state.transact(
          (tx) => finishExternalStep(tx, definition, claimed, outcome, finish),
          noteOf(task),
        );
      } else {
        await handler.compensateExternally?.(context);
        const finish = { ...state.acting() };
        await state.transact(
          (tx) => finishExternalCompensation(tx, definition, claimed, finish),
          noteOf(task),
        );
      }
    } catch (error) {
      await recordStepFailure(state, definition, claimed.task, error);
      throw error;
    }
  });
}

async function recordStepFailure(
  state: SharedState,
  definition: SagaDefinition,
  task: Task<SagaTaskPayload>,
  thrown: unknown,
): Promise<void> {
  const acting = { ...state.acting(), error: messageOf(thrown) };
  const note = { cause: `${task.payload.step}-failed`, correlation: task.payload.saga };
  await state.transact((tx) => failStep(tx, definition, task, acting), note);
}

function externalContext(state: SharedState, saga: Saga, task: Task<SagaTaskPayload>) {
  return { ...contextOf(saga, { now: state.clock.wallMs() }), idempotencyKey: task.id };
}

function noteOf(task: Task<SagaTaskPayload>) {
  const { step, saga } = task.payload;
  const cause = task.kind === SAGA_STEP ? step : `${step}-compensated`;
  return { cause, correlation: saga };
}
