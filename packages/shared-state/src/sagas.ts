/**
 * Sagas: one undertaking, several agents, ended or undone.
 *
 * There is no coordinator. The saga's record and its tasks live in the shared state, and the commit
 * that finishes a step also enqueues the next one, or the first compensation: there is no moment at
 * which a step is done and nobody knows. Whichever worker is alive goes on.
 *
 *     running ──▶ … ──▶ ◆ pivot ──▶ … ──▶ completed
 *        │ refused, deadline, stop request, too many failures (all before the pivot)
 *        ▼
 *     compensating ──▶ … in reverse order … ──▶ compensated
 *
 * A step's compensation is registered in the commit that *enqueues* the step, so it also runs when
 * the step never happened, and must bear that. Compensations are never cancelled; one that keeps
 * failing becomes a dead letter, and the saga says `attention`, until a person has it replayed.
 */

import type { Reader, Transaction } from "./engine.ts";
import { keyspace } from "./keyspace.ts";
import type { LockRef } from "./lock-queue.ts";
import { type Granted, granted, type Refused, refused } from "./outcome.ts";
import { isDefinitionOf, type SagaDefinition, type StepDefinition } from "./saga-definition.ts";
import { dropTask, enqueueTask, type TaskRef } from "./tasks.ts";

export type SagaState = "running" | "compensating" | "completed" | "compensated";

export interface SagaFailure {
  /** Undefined: no step refused; the deadline passed, or somebody asked for a stop. */
  readonly step?: string;
  readonly reason: string;
  readonly detail?: unknown;
}

export interface JournalEntry {
  readonly at: number;
  readonly by: string;
  /** The step; undefined for what concerns the whole saga. */
  readonly step?: string;
  readonly did:
    | "started"
    | "performed"
    | "refused"
    | "compensated"
    | "stop-requested"
    | "ended"
    | "gave-up";
}

export interface Saga<Input = unknown> {
  readonly id: string;
  readonly definition: string;
  readonly version: number;
  /** At most one saga is open on a subject. */
  readonly subject: string;
  readonly input: Input;
  readonly state: SagaState;
  /** The step that is being done or undone. */
  readonly current?: string;
  /** What each performed step returned. */
  readonly results: Readonly<Record<string, unknown>>;
  /** Steps whose compensation is owed, in the order of their registration. */
  readonly owed: readonly string[];
  readonly pastPivot: boolean;
  readonly failure?: SagaFailure;
  /** A saga that starts in the commit in which this one completes, and who asked for it. */
  readonly followUp?: FollowUp & { readonly requestedBy: string };
  /** A task of this saga has become a dead letter: a person has to look. */
  readonly attention?: { readonly step: string; readonly error: string };
  /** The locks that it was started under: its steps act as whoever holds them. */
  readonly underLocks?: readonly LockRef[];
  readonly startedBy: string;
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly journal: readonly JournalEntry[];
}

export interface FollowUp {
  readonly definition: SagaDefinition;
  readonly id: string;
  readonly input: unknown;
}

export interface SagaTaskPayload {
  readonly saga: string;
  readonly definition: string;
  readonly version: number;
  readonly step: string;
}

/** Who acts, and when (wall time). */
export interface Acting {
  readonly by: string;
  readonly now: number;
}

export const SAGA_STEP = "saga-step";
export const SAGA_COMPENSATION = "saga-compensation";
export const SAGA_DEADLINE = "saga-deadline";
/** Deadlines wait here; any agent that knows the definition serves them. */
export const DEADLINE_QUEUE = "saga-deadlines";

const STEP_ATTEMPTS_MAX = 5;
const COMPENSATION_ATTEMPTS_MAX = 10;

export function getSaga<Input>(reader: Reader, id: string): Saga<Input> | undefined {
  return reader.get<Saga<Input>>(keyspace.saga(id));
}

export function hasEnded(saga: Saga): boolean {
  return saga.state === "completed" || saga.state === "compensated";
}

/** Its outcome is certain: past its pivot it will complete, and what remains is mail. */
export function isDecided(saga: Saga): boolean {
  return saga.pastPivot || hasEnded(saga);
}

/** The saga that is open on the subject, if one is. */
export function openSagaOn(reader: Reader, subject: string): Saga | undefined {
  const id = reader.get<string>(keyspace.openSaga(subject));
  return id === undefined ? undefined : getSaga(reader, id);
}

export interface SagaRequest {
  readonly id: string;
  readonly subject: string;
  readonly input: unknown;
  readonly underLocks?: readonly LockRef[];
}

export type SagaStarted =
  | Granted<{ saga: Saga; started: boolean }>
  | Refused<"subject-busy", { openSaga: string }>;

/** Starting twice with one id is one saga. */
export function startSaga(
  tx: Transaction,
  definition: SagaDefinition,
  { id, subject, input, underLocks = [] }: SagaRequest,
  { by, now }: Acting,
): SagaStarted {
  const existing = getSaga(tx, id);
  if (existing) return granted({ saga: existing, started: false });
  const openSaga = tx.get<string>(keyspace.openSaga(subject));
  if (openSaga !== undefined) return refused("subject-busy", { openSaga });
  tx.put(keyspace.openSaga(subject), id);
  enqueueTask(tx, {
    ...deadlineTask({ id }),
    kind: SAGA_DEADLINE,
    payload: payloadOf({ id, definition: definition.name, version: definition.version }, ""),
    delayMs: definition.deadlineMs,
    now,
  });
  const saga: Saga = {
    ...{ id, subject, input, definition: definition.name, version: definition.version },
    ...{ state: "running", results: {}, owed: [], pastPivot: false },
    ...{ startedBy: by, startedAt: now, journal: [{ at: now, by, did: "started" }] },
    ...(underLocks.length > 0 && { underLocks }),
  };
  return granted({ saga: enqueueNext(tx, definition, saga, { by, now }), started: true });
}

/** A step has been performed: the next one is enqueued, or the saga completes. */
export function advanceSaga(
  tx: Transaction,
  definition: SagaDefinition,
  saga: Saga,
  { result, ...acting }: Acting & { result: unknown },
): Saga {
  const done = stepNamed(definition, saga.current);
  if (done.kind === "pivot") dropTask(tx, deadlineTask(saga));
  const performed: Saga = {
    ...saga,
    results: { ...saga.results, [done.name]: result ?? null },
    pastPivot: saga.pastPivot || done.kind === "pivot",
    journal: [
      ...saga.journal,
      { at: acting.now, by: acting.by, step: done.name, did: "performed" },
    ],
  };
  return enqueueNext(tx, definition, performed, acting);
}

/** Before the pivot only: everything that is owed is undone, in reverse order. */
export function beginCompensation(
  tx: Transaction,
  definition: SagaDefinition,
  saga: Saga,
  { failure, ...acting }: Acting & { failure: SagaFailure },
): Saga {
  if (saga.current !== undefined) {
    const { by } = stepNamed(definition, saga.current);
    dropTask(tx, { queue: by, id: `${saga.id}/${saga.current}` });
  }
  dropTask(tx, deadlineTask(saga));
  return compensateNext(tx, definition, { ...saga, state: "compensating", failure }, acting);
}

/** A compensation has run: the one before it is next, or the saga has been undone. */
export function compensateNext(
  tx: Transaction,
  definition: SagaDefinition,
  saga: Saga,
  { by, now }: Acting,
): Saga {
  const name = saga.owed.at(-1);
  if (name === undefined) return endSaga(tx, saga, "compensated", { by, now });
  enqueueTask(tx, {
    queue: stepNamed(definition, name).by,
    id: `${saga.id}/${name}/undo`,
    kind: SAGA_COMPENSATION,
    payload: payloadOf(saga, name),
    attemptsMax: COMPENSATION_ATTEMPTS_MAX,
    now,
  });
  return saveSaga(tx, { ...saga, current: name });
}

export type StopRequested =
  | Granted<{ outcome: "compensating" }>
  /** The id says which saga: somebody may have asked before. */
  | Granted<{ outcome: "follow-up"; followUp: string }>
  | Refused<"not-found" | "ended" | "already-compensating">;

/**
 * Somebody wants the undertaking gone while it is under way: before the pivot it is compensated;
 * past the pivot it completes, and the follow-up starts in that same commit.
 * @throws Error when the definition is not the one, or not of the version, that the saga began with
 */
export function requestStop(
  tx: Transaction,
  definition: SagaDefinition,
  id: string,
  { followUp, ...acting }: Acting & { followUp: FollowUp },
): StopRequested {
  const saga = getSaga(tx, id);
  if (!saga) return refused("not-found");
  if (hasEnded(saga)) return refused("ended");
  if (saga.state === "compensating") return refused("already-compensating");
  if (!isDefinitionOf(definition, saga)) {
    throw new Error(`Saga ${id} is of ${saga.definition}, version ${saga.version}.`);
  }
  const requested: JournalEntry = { at: acting.now, by: acting.by, did: "stop-requested" };
  const noted = { ...saga, journal: [...saga.journal, requested] };
  if (saga.pastPivot) {
    const wanted = saga.followUp ?? { ...followUp, requestedBy: acting.by };
    saveSaga(tx, { ...noted, followUp: wanted });
    return granted({ outcome: "follow-up", followUp: wanted.id });
  }
  beginCompensation(tx, definition, noted, { ...acting, failure: { reason: "stop-requested" } });
  return granted({ outcome: "compensating" });
}

export function saveSaga(tx: Transaction, saga: Saga): Saga {
  tx.put(keyspace.saga(saga.id), saga);
  return saga;
}

export function stepNamed(definition: SagaDefinition, name: string | undefined): StepDefinition {
  const found = definition.steps.find((each) => each.name === name);
  if (!found) throw new Error(`Saga ${definition.name} has no step ${name}.`);
  return found;
}

function enqueueNext(
  tx: Transaction,
  definition: SagaDefinition,
  saga: Saga,
  { by, now }: Acting,
): Saga {
  const next = definition.steps[Object.keys(saga.results).length];
  if (!next) return endSaga(tx, saga, "completed", { by, now });
  enqueueTask(tx, {
    queue: next.by,
    id: `${saga.id}/${next.name}`,
    kind: SAGA_STEP,
    payload: payloadOf(saga, next.name),
    attemptsMax: STEP_ATTEMPTS_MAX,
    now,
  });
  const owed = next.kind === "step" ? [...saga.owed, next.name] : saga.owed;
  return saveSaga(tx, { ...saga, owed, current: next.name });
}

function endSaga(tx: Transaction, saga: Saga, state: SagaState, { by, now }: Acting): Saga {
  const { current: _done, ...rest } = saga;
  const journal: JournalEntry[] = [...saga.journal, { at: now, by, did: "ended" }];
  const ended = saveSaga(tx, { ...rest, state, endedAt: now, journal });
  tx.delete(keyspace.openSaga(saga.subject));
  if (saga.followUp && state === "completed") {
    const { definition, id, input, requestedBy } = saga.followUp;
    startSaga(tx, definition, { id, subject: saga.subject, input }, { by: requestedBy, now });
  }
  return ended;
}

function deadlineTask({ id }: { id: string }): TaskRef {
  return { queue: DEADLINE_QUEUE, id };
}

function payloadOf(
  { id, definition, version }: { id: string; definition: string; version: number },
  step: string,
): SagaTaskPayload {
  return { saga: id, definition, version, step };
}
