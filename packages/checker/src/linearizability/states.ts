/**
 * A model's states by number, and each step of it taken once: the search compares and stores states as
 * numbers, and asks for the same few steps millions of times.
 */

import type { Operation } from "../history.ts";
import type { Model } from "./model.ts";

/** A step that the model does not allow. */
export const REFUSED = -1;
/** Below what a `Map` can hold. Steps that are forgotten are taken again. */
const STEPS_MAX = 2 ** 20;
const STATES_MAX = 2 ** 21;

export class States<State> {
  readonly initial: number;
  readonly #model: Model<State>;
  readonly #operations: readonly Operation[];
  readonly #states: State[] = [];
  readonly #numbers = new Map<string | number, number>();
  readonly #steps = new Map<number, number>();

  constructor(model: Model<State>, operations: readonly Operation[]) {
    this.#model = model;
    this.#operations = operations;
    this.initial = this.#numberOf(model.initial);
  }

  get full(): boolean {
    return this.#states.length >= STATES_MAX;
  }

  get(state: number): State {
    return this.#states[state]!;
  }

  /** The number of the state that follows, or REFUSED. @param at the operation's place in the list */
  after(state: number, at: number): number {
    const step = state * this.#operations.length + at;
    const taken = this.#steps.get(step);
    if (taken !== undefined) return taken;
    const next = this.#model.step(this.#states[state]!, this.#operations[at]!);
    const number = next === undefined ? REFUSED : this.#numberOf(next);
    if (this.#steps.size >= STEPS_MAX) this.#steps.clear();
    this.#steps.set(step, number);
    return number;
  }

  #numberOf(state: State): number {
    const key = this.#model.key(state);
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, this.#states.length);
    return this.#states.push(state) - 1;
  }
}
