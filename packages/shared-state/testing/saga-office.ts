/**
 * Agents that a test drives by hand: they find a task, do it and record what came of it, as a real
 * worker does, but only when they are told to.
 *
 * A step of this state leaves a key that says that it happened. What an external step does is kept
 * `outside`, which refuses a key that has been undone, as the other side of an external step must.
 */

import type { ClaimedTask } from "../src/claims.ts";
import type { Transaction } from "../src/engine.ts";
import { granted } from "../src/outcome.ts";
import {
  afterPivot,
  defineSaga,
  pivot,
  type SagaDefinition,
  step,
} from "../src/saga-definition.ts";
import {
  compensateStep,
  expireSaga,
  failStep,
  finishExternalCompensation,
  finishExternalStep,
  performStep,
  type StepDone,
  type StepHandler,
  type StepOutcome,
} from "../src/saga-steps.ts";
import {
  type Acting,
  getSaga,
  requestStop,
  SAGA_COMPENSATION,
  SAGA_DEADLINE,
  type Saga,
  type SagaTaskPayload,
  startSaga,
} from "../src/sagas.ts";
import { claimTask, type Task, type TaskRef } from "../src/tasks.ts";
import { keysUnder, type TestState } from "./memory-state.ts";

export const DEADLINE_MS = 1_000;
export const CLAIM_MS = 100;

/** Two steps that can be undone, the pivot, and one that only goes forward. */
export const book = defineSaga("book", { version: 1, deadlineMs: DEADLINE_MS }, [
  step("hold-room", { by: "rooms" }),
  step("hold-people", { by: "people" }),
  pivot("confirm", { by: "rooms" }),
  afterPivot("invite", { by: "people" }),
]);

export const cancel = defineSaga("cancel", { version: 1, deadlineMs: DEADLINE_MS }, [
  pivot("free", { by: "rooms" }),
]);

type SagaTask = Task<SagaTaskPayload>;

/** What a step's handler does: undefined, it succeeds. */
export type Behaviour = StepOutcome | "throw" | undefined;

export class SagaOffice {
  readonly world: TestState;
  readonly definitions: readonly SagaDefinition[];
  /** By step; a compensation's is named `undo hold-room`. */
  readonly behaviours = new Map<string, Behaviour>();
  /** What succeeded, in order. */
  readonly done: string[] = [];
  readonly outside = new Map<string, "done" | "undone">();

  constructor(world: TestState, ...definitions: SagaDefinition[]) {
    this.world = world;
    this.definitions = definitions.length > 0 ? definitions : [book, cancel];
  }

  acting(by = "worker"): Acting {
    return { by, now: this.world.clock.wallMs() };
  }

  start(id: string, { subject = "m1", input = {} as unknown } = {}) {
    const [definition] = this.definitions;
    const request = { id, subject, input };
    return this.world.run((tx) => startSaga(tx, definition!, request, this.acting("ada")));
  }

  stop(id: string, followUp = "s1/cancel") {
    const [definition] = this.definitions;
    const request = { followUp: { definition: cancel, id: followUp, input: "why" } };
    return this.world.run((tx) =>
      requestStop(tx, definition!, id, { ...this.acting("bob"), ...request }),
    );
  }

  async saga(id: string): Promise<Saga> {
    const saga = await this.world.run((tx) => getSaga(tx, id));
    if (!saga) throw new Error(`There is no saga ${id}.`);
    return saga;
  }

  /** What a worker could take now. */
  async available(): Promise<SagaTask[]> {
    const snapshot = await this.world.engine.snapshot();
    const entries = await snapshot.range<SagaTask>({ prefix: ["task"] });
    snapshot.close();
    const blocked = new Set(entries.filter(({ key }) => key.length > 3).map(({ key }) => key[2]));
    const free = entries.filter(({ key }) => key.length === 3 && !blocked.has(key[2]!));
    return free.map(({ value }) => value);
  }

  /** The only task that a worker could take now. */
  async next(): Promise<SagaTask> {
    const [task, ...others] = await this.available();
    if (!task || others.length > 0) throw new Error("There is not just one task.");
    return task;
  }

  /** Does what there is to do now, one task after the other, until nothing is. */
  async workAll(): Promise<void> {
    for (let [task] = await this.available(); task; [task] = await this.available()) {
      await this.work(task);
    }
  }

  /** One worker does one task, and records what came of it. */
  async work(task: SagaTask, by = "worker"): Promise<StepDone> {
    if (!this.isExternal(task)) return this.#recordingFailure(task, (tx) => this.#do(tx, task, by));
    const claimed = await this.claim(task, by);
    if (!claimed.ok) return claimed;
    return this.record(claimed, this.act(task), by);
  }

  claim(task: TaskRef, worker = "worker") {
    const claim = { worker, forMs: CLAIM_MS };
    return this.world.run((tx) => claimTask<SagaTaskPayload>(tx, task, claim));
  }

  /** The effect of an external step, or of its compensation. */
  act({ kind, payload }: SagaTask): Behaviour {
    const key = `${payload.saga}/${payload.step}`;
    const undo = kind === SAGA_COMPENSATION;
    const behaviour = this.#behaviour(payload.step, undo);
    if (behaviour !== undefined) return behaviour;
    if (undo) this.outside.set(key, "undone");
    else if (!this.outside.has(key)) this.outside.set(key, "done");
    return undefined;
  }

  /** Records what came of an external step. */
  record(
    claimed: ClaimedTask<SagaTaskPayload>,
    behaviour: Behaviour,
    by = "worker",
  ): Promise<StepDone> {
    const { task } = claimed;
    const definition = this.#definitionOf(task);
    return this.#recordingFailure(task, (tx) => {
      if (behaviour === "throw") throw new Error("thrown");
      const acting = this.acting(by);
      return task.kind === SAGA_COMPENSATION
        ? finishExternalCompensation(tx, definition, claimed, acting)
        : finishExternalStep(tx, definition, claimed, behaviour ?? granted({}), acting);
    });
  }

  isExternal(task: SagaTask): boolean {
    const { steps } = this.#definitionOf(task);
    return steps.some(({ name, external }) => external && name === task.payload.step);
  }

  /** The steps of a saga that have happened and were not undone. */
  async effects(saga: string): Promise<string[]> {
    const inside = await keysUnder(this.world.engine, ["effect", saga]);
    const outside = [...this.outside].filter(([, state]) => state === "done");
    return [...inside, ...outside.map(([key]) => `effect/${key}`)]
      .filter((key) => key.startsWith(`effect/${saga}/`))
      .map((key) => key.slice(`effect/${saga}/`.length));
  }

  #do(tx: Transaction, task: SagaTask, by: string): StepDone {
    const definition = this.#definitionOf(task);
    const acting = this.acting(by);
    if (task.kind === SAGA_DEADLINE) return expireSaga(tx, definition, task, acting);
    const handler = this.#handler(task.payload.step);
    const run = task.kind === SAGA_COMPENSATION ? compensateStep : performStep;
    return run(tx, definition, handler, task, acting);
  }

  /** Writes first and throws then, as the worst handler might: nothing of that may be kept. */
  #handler(name: string): StepHandler {
    return {
      perform: (tx, { saga }) => {
        const behaviour = this.#behaviour(name, false);
        if (behaviour && behaviour !== "throw") return behaviour;
        const count = tx.get<number>(["effect", saga.id, name]) ?? 0;
        tx.put(["effect", saga.id, name], count + 1);
        if (behaviour === "throw") throw new Error("thrown");
        if (count > 0) throw new Error(`${name} was performed twice.`);
        return granted({ result: `result of ${name}` });
      },
      compensate: (tx, { saga }) => {
        const behaviour = this.#behaviour(name, true);
        tx.delete(["effect", saga.id, name]);
        if (behaviour === "throw") throw new Error("thrown");
      },
    };
  }

  #behaviour(step: string, undo: boolean): Behaviour {
    return this.behaviours.get(undo ? `undo ${step}` : step);
  }

  /** As a worker does: what throws is recorded as a failure, and everything else of it is dropped. */
  async #recordingFailure(
    task: SagaTask,
    attempt: (tx: Transaction) => StepDone,
  ): Promise<StepDone> {
    const { step } = task.payload;
    const name = task.kind === SAGA_COMPENSATION ? `undo ${step}` : step || "deadline";
    try {
      const done = await this.world.run(attempt);
      if (done.ok) this.done.push(name);
      return done;
    } catch (error) {
      const failure = { ...this.acting(), error: String(error) };
      return this.world.run((tx) => failStep(tx, this.#definitionOf(task), task, failure));
    }
  }

  #definitionOf({ payload }: SagaTask): SagaDefinition {
    const found = this.definitions.find(
      ({ name, version }) => name === payload.definition && version === payload.version,
    );
    if (!found) throw new Error(`Nobody here knows ${payload.definition}.`);
    return found;
  }
}
