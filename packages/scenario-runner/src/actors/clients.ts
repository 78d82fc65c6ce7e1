/**
 * An actor's client: asks for one thing at a time, and records each with what it was told. Several
 * clients of one actor, where a group wants things at once, are called `ada/1`, `ada/2`.
 */

import type { Operation } from "@holdfast/checker";
import { sleep } from "@holdfast/shared-state";
import { childrenOf } from "../format/coherence.ts";
import { actionOf } from "../format/naming.ts";
import type { Step } from "../format/steps.ts";
import type { Answer, PlannedOperation } from "../operation.ts";
import { clock } from "../patience.ts";
import type { AskedOperation } from "../recorder.ts";
import { conditionComes, inWords } from "./conditions.ts";
import { planOperation } from "./plan-operation.ts";
import { Unresolved } from "./results.ts";
import type { Stage } from "./stage.ts";

const ASK_AGAIN_MS = 100;
/** Longer than a saga's deadline. Whoever has no answer by then records that. */
const ASKED_AGAIN_MS_MAX = 20_000;

export class Client {
  readonly #stage: Stage;
  readonly #actor: string;
  readonly #name: string;
  readonly #random: Stage["random"];
  #asked = 0;
  #helpers = 0;

  constructor(stage: Stage, actor: string, name = actor) {
    this.#stage = stage;
    this.#actor = actor;
    this.#name = name;
    this.#random = stage.random.fork(name);
  }

  async play(steps: readonly Step[]): Promise<void> {
    for (const step of steps) await this.#step(step);
  }

  #step(step: Step): Promise<void> {
    const { "in-sequence": sequence, "at-once": atOnce } = step;
    const { "at-random": atRandom, "at-rate": atRate } = step;
    if (sequence) return this.play(sequence);
    if (atOnce) return this.#atOnce(atOnce);
    if (atRandom) return this.#atRandom(atRandom);
    if (atRate) return this.#atRate(atRate);
    return this.#action(step);
  }

  async #atOnce(steps: readonly Step[]): Promise<void> {
    await Promise.all(steps.map((step) => this.#helper().play([step])));
  }

  async #atRandom({ count, of }: { count: number; of: readonly Step[] }): Promise<void> {
    for (let nth = 0; nth < count; nth++) await this.#step(this.#random.pick(of));
  }

  async #atRate(group: NonNullable<Step["at-rate"]>): Promise<void> {
    const { "per-second": perSecond, "for-ms": forMs, of } = group;
    const beganMs = clock.monotonicMs();
    const everyMs = 1_000 / perSecond;
    const begun: Promise<void>[] = [];
    for (let dueMs = 0; dueMs < forMs; dueMs += everyMs) {
      await sleep(clock, beganMs + dueMs - clock.monotonicMs());
      begun.push(this.#helper().play([this.#random.pick(of)]));
    }
    await Promise.all(begun);
  }

  #helper(): Client {
    this.#helpers += 1;
    return new Client(this.#stage, this.#actor, `${this.#name}/${this.#helpers}`);
  }

  async #action(step: Step): Promise<void> {
    const { happenings, names, recorder, over, mayBegin } = this.#stage;
    if (over.aborted) return;
    const id = `${this.#actor}.${names.get(step)}`;
    if (mayBegin && !step["wait-for"]) await mayBegin({ client: this.#name, id, step });
    happenings.happen(`begun ${id}`);
    try {
      await this.#do(step, id);
    } catch (error) {
      if (!(error instanceof Unresolved)) throw error;
      const note = `leaves out ${names.get(step)}: ${error.message}`;
      recorder.tell({ kind: "note", actor: this.#name, note });
    }
    happenings.happen(`done ${id}`);
  }

  async #do(step: Step, id: string): Promise<void> {
    const { recorder } = this.#stage;
    const { "wait-for": wait, watch } = step;
    if (wait) {
      recorder.tell({ kind: "note", actor: this.#name, note: `waits: ${inWords(wait)}` });
      return conditionComes(wait, this.#stage, this.#actor);
    }
    if (watch) return this.#stage.watch(this.#actor, id, watch);
    const operation = planOperation(step, {
      ...this.#stage,
      actor: this.#actor,
      random: this.#random,
    });
    if (!operation) throw new Error(`Nobody knows how to do ${id}: ${actionOf(step)}.`);
    const recorded = await this.#ask(operation, step["ask-again"]);
    this.#stage.results.keep(id, recorded);
  }

  async #ask(planned: PlannedOperation, again: boolean): Promise<Operation> {
    const { recorder, perform, answersAgain } = this.#stage;
    this.#asked += 1;
    const id = `${this.#name}#${this.#asked}`;
    const { name, key, input } = planned;
    const invokedMs = clock.monotonicMs();
    const asked = {
      kind: "operation",
      id,
      process: this.#name,
      name,
      key,
      input,
      invokedMs,
    } as const;
    recorder.begin(asked);
    recorder.tell({ kind: "begun", actor: this.#name, doing: `${name} ${key}` });
    const askOnce = () => perform(this.#actor)(planned, { requestId: id });
    let answer = await askOnce();
    while (again && isOpen(answer) && clock.monotonicMs() < invokedMs + ASKED_AGAIN_MS_MAX) {
      await sleep(clock, ASK_AGAIN_MS);
      await answersAgain();
      answer = await askOnce();
    }
    const operation = answered(asked, answer);
    recorder.finish(operation);
    return operation;
  }
}

function answered(
  asked: AskedOperation,
  { outcome, output, revision, basedOn, answered = true }: Answer,
): Operation {
  return {
    ...asked,
    ...(basedOn !== undefined && { input: { ...(asked.input as object), basedOn } }),
    ...(answered && { completedMs: clock.monotonicMs() }),
    outcome,
    ...(output && { output }),
    ...(revision !== undefined && { revision }),
  };
}

/** Nobody knows yet what became of it. */
function isOpen({ outcome, answered = true }: Answer): boolean {
  return outcome === "unknown" || !answered;
}

/** Does the actor, anywhere in what they do, need to be an admin? */
export function needsAdmin(step: Step): boolean {
  const own = step["close-room"] !== undefined || step["edit-room"] !== undefined;
  return own || childrenOf(step).some(({ child }) => needsAdmin(child));
}
