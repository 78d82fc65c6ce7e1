/**
 * One register: `read`, `write` and `cas` (compare and set). It begins as null.
 *
 *     read    output: the value
 *     write   input: the value
 *     cas     input: [from, to]; refused: the value was not `from`
 */

import type { Operation } from "../history.ts";
import type { Model, Need } from "./model.ts";
import { registerChains } from "./register-chains.ts";

export type RegisterValue = string | number | null;

/** Stands for all the values that nothing in a history asks about: nobody can tell them apart. */
const UNSEEN = Symbol("unseen");
type State = RegisterValue | typeof UNSEEN;

export const registerModel: Model<State> = {
  initial: null,
  step,
  key: (state) => (state === UNSEEN ? "unseen" : JSON.stringify(state)),
  observes: ({ name, outcome }) => name === "read" || (name === "cas" && outcome === "refused"),
  effect: ({ name, input }) => JSON.stringify([name, input]),
  need,
  chains: registerChains,
  specialize: forgetUnseen,
};

function step(state: State, { name, input, output, outcome }: Operation): State | undefined {
  if (name === "write") return input as RegisterValue;
  if (name === "read") return state === output ? state : undefined;
  const [from, to] = input as readonly [RegisterValue, RegisterValue];
  if (outcome === "refused") return state === from ? undefined : state;
  return state === from ? to : undefined;
}

/** A value that must be there gets there by being written. */
function need({ name, input, output, outcome }: Operation): Need<State> | undefined {
  if (name === "write" || outcome === "refused") return undefined;
  const value = name === "read" ? output : (input as readonly unknown[])[0];
  return {
    mayFit: (state) => state === value,
    isSource: ({ name, input }) => value === (name === "cas" ? (input as unknown[])[1] : input),
  };
}

/**
 * A value is asked about by a read that returned it, and by a `cas` from it. Of all others every read
 * and every `cas` says the same, and a write or `cas` to any of them leads to one that nobody asks
 * about either: they are one state.
 */
function forgetUnseen(operations: readonly Operation[]): Model<State> {
  const asked = new Set<unknown>();
  for (const { name, input, output } of operations) {
    if (name === "read") asked.add(output);
    if (name === "cas") asked.add((input as readonly unknown[])[0]);
  }
  const seen = (state: State) => (asked.has(state) ? state : UNSEEN);
  return {
    ...registerModel,
    initial: seen(registerModel.initial),
    step(state, operation) {
      const next = step(state, operation);
      return next === undefined ? undefined : seen(next);
    },
    effect({ name, input }) {
      const values = [input as RegisterValue | readonly RegisterValue[]].flat();
      return [name, ...values.map((value) => registerModel.key(seen(value)))].join(" ");
    },
  };
}
