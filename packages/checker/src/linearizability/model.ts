/**
 * A model says what an object would do if its operations came one at a time: linearizability is then
 * the question whether what clients saw can be explained by such an order.
 *
 * Only `initial`, `step`, `key` and `observes` are needed. The rest makes the search quick, and each
 * carries a promise, which the search relies on and cannot check.
 */

import type { Operation } from "../history.ts";
import type { ChainsFound } from "./chains.ts";

export interface Model<State> {
  readonly initial: State;

  /** Undefined: in this state the operation could not have ended as its client was told. */
  step(state: State, operation: Operation): State | undefined;

  /** Equal for two states exactly if no operation can tell them apart. Cheap. */
  key(state: State): string | number;

  /**
   * The operation changes no state whatever: a read. Only what is observed counts of a refusal; a
   * refused operation that observes nothing is left out, since it did not happen.
   */
  observes(operation: Operation): boolean;

  /**
   * Two operations of unknown outcome that have the same effect do the same in every state, so that it
   * never matters which of them it was. Left out: each is taken for a kind of its own.
   */
  effect?(operation: Operation): string;

  /**
   * Of an operation of unknown outcome: all that its effect does is to make less possible, so that
   * whatever order has it is one without it too. All of these are left out together.
   */
  onlyHinders?(operation: Operation): boolean;

  /** Operations of different parts never touch each other. Left out: by the operation's key. */
  part?(operation: Operation): string;

  /** What a state must have for this required operation. Undefined: nothing can be said of that. */
  need?(operation: Operation): Need<State> | undefined;

  /** What follows what, as far as values tell. Then there may be no need of a search at all. */
  chains?(operations: readonly Operation[]): ChainsFound;

  /** A model for just these operations, which may take for one what none of them can tell apart. */
  specialize?(operations: readonly Operation[]): Model<State>;
}

/** If a state may not fit, only a source that takes effect later leads to one that does. */
export interface Need<State> {
  mayFit(state: State): boolean;
  isSource(operation: Operation): boolean;
}
