/**
 * The parts of a history: operations of different objects, each of which is searched by itself.
 *
 * A history is linearizable exactly if it is so for each object (Herlihy and Wing 1990: locality). That is
 * what makes long histories of many objects quick: the search grows with what is under way at once.
 */

import type { Operation } from "../history.ts";
import { decideByChains } from "./chains.ts";
import type { Model } from "./model.ts";
import { type Budget, type SearchResult, search } from "./search.ts";
import { byCompletion, completionOf, isRequired } from "./timeline.ts";

/** The small ones first, which leaves the large ones the time that they do not need. */
export function partsOf<State>(operations: readonly Operation[], model: Model<State>) {
  const parts = new Map<string, Operation[]>();
  for (const operation of operations) {
    const name = model.part?.(operation) ?? operation.key;
    const part = parts.get(name);
    if (part) part.push(operation);
    else parts.set(name, [operation]);
  }
  return [...parts.values()].sort((one, other) => one.length - other.length);
}

export function searchPart<State>(
  part: readonly Operation[],
  model: Model<State>,
  budget: Budget,
): SearchResult {
  const decided = decide(part, model);
  if (decided === "ok") return { verdict: decided, explored: 0 };
  if (decided === "violated") {
    const stuckAt = firstImpossible(part, model, budget);
    return { verdict: decided, explored: 0, stuckAt };
  }
  return search(part, model.specialize?.(part) ?? model, budget);
}

function decide<State>(part: readonly Operation[], model: Model<State>) {
  return decideByChains(model.chains?.(part));
}

/** The first completion with which it is violated, or, if there is no time to find it, a later one. */
function firstImpossible<State>(
  part: readonly Operation[],
  model: Model<State>,
  { untilMs }: Budget,
): Operation {
  const required = part.filter((operation) => isRequired(operation, model)).sort(byCompletion);
  let [from, to] = [0, required.length - 1];
  while (from < to && performance.now() < untilMs) {
    const middle = (from + to) >>> 1;
    const isViolated = decide(beginningOf(part, required[middle]!), model) === "violated";
    if (isViolated) to = middle;
    else from = middle + 1;
  }
  return required[to]!;
}

/**
 * The history up to that completion. What began later cannot have made it possible. What was still under
 * way may yet come, or never; a refusal that was under way has said nothing yet.
 */
export function beginningOf(part: readonly Operation[], stuckAt: Operation): Operation[] {
  const end = completionOf(stuckAt);
  return part.flatMap((operation) => {
    const { invokedMs, outcome } = operation;
    if (invokedMs > end || outcome === "failed") return [];
    if (completionOf(operation) <= end) return operation;
    return outcome === "refused" ? [] : unended(operation);
  });
}

export function unended({ completedMs: _, ...operation }: Operation): Operation {
  return { ...operation, outcome: "unknown" };
}
