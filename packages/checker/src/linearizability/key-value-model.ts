/**
 * A store of strings by key: `get`, `put` and `append`. A key that is absent reads as "". Each key is
 * an object of its own, so that the model is of one key.
 *
 *     get      output: the value
 *     put      input: the value
 *     append   input: what is added at the end
 */

import type { Operation } from "../history.ts";
import { keyValueChains } from "./key-value-chains.ts";
import type { Model, Need } from "./model.ts";

/** Stands for all the values that no `get` of the history can return any more, until the next `put`. */
const LOST = Symbol("lost");
type State = string | typeof LOST;

export const keyValueModel: Model<State> = {
  initial: "",
  step,
  key: (state) => (state === LOST ? -1 : state),
  observes: ({ name }) => name === "get",
  effect: ({ name, input }) => JSON.stringify([name, input]),
  need,
  chains: keyValueChains,
  specialize: forgetUnread,
};

function step(state: State, { name, input, output }: Operation): State | undefined {
  if (name === "put") return input as string;
  if (name === "get") return state === output ? state : undefined;
  return state === LOST ? LOST : state + (input as string);
}

/** A value that must be there has grown from what is there now, or from what is put. */
function need({ name, output }: Operation): Need<State> | undefined {
  if (name !== "get") return undefined;
  const value = output as string;
  return {
    mayFit: (state) => state !== LOST && value.startsWith(state),
    isSource: ({ name, input }) => name === "put" && value.startsWith(input as string),
  };
}

/**
 * A value only grows until the next `put`. So if no `get` has returned a value that begins with this
 * one, none will succeed before that `put`, whatever is appended: all such values are one state.
 *
 * Without this the search would tell apart every order of appends that nobody looked at, and would
 * notice a wrong order only at the next `get`.
 */
function forgetUnread(operations: readonly Operation[]): Model<State> {
  const returned = operations.filter(({ name }) => name === "get").map(({ output }) => output);
  const sorted = [...new Set(returned as string[])].sort();
  const readable = (value: string) => firstFrom(sorted, value)?.startsWith(value) ?? false;
  const seen = (state: State) => (state !== LOST && readable(state) ? state : LOST);
  return {
    ...keyValueModel,
    initial: seen(keyValueModel.initial),
    step(state, operation) {
      const next = step(state, operation);
      return next === undefined ? undefined : seen(next);
    },
  };
}

/** The first that is not smaller. What begins with a value follows it directly in this order. */
function firstFrom(sorted: readonly string[], value: string): string | undefined {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return sorted[low];
}
