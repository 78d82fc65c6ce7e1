/**
 * One part's operations, laid out for the search.
 *
 *     required   must have happened: told ok, or an observation. In the order of their completion.
 *     optional   nobody knows: may take effect at any time after the invocation, or never
 *
 *        a ├────────┤
 *        b    ├─────────────┤         The order of completion is a, d, b, c. While a has not been
 *        c    ├────────────────┤      placed, only b and c may come before it: they were invoked
 *        d              ├─┤           before a completed. d was not.
 *
 * So a search that has placed everything up to the n-th completion, its *frontier*, chooses among a few
 * operations that are under way there, and what it has placed is said by the frontier and one bit for
 * each of them. Operations that are under way at once have different *slots*, so that there need be no
 * more bits than clients.
 */

import type { Operation } from "../history.ts";
import type { Model } from "./model.ts";

/** Of 4 bytes each. More is what no search would come to an end of. */
const CANDIDATES_MAX = 2 ** 24;

export interface Timeline {
  readonly required: readonly Operation[];
  /** Of each required operation: from which frontier on it may be placed. */
  readonly openFrom: Int32Array;
  /** Of each required operation: which bit says that it was placed before its turn. */
  readonly slots: Int32Array;
  readonly slotCount: number;
  /** Who may be placed at each frontier, itself first, then by completion. */
  readonly candidates: Candidates;
  /** Those of one effect stand together, by invocation. */
  readonly optional: readonly Operation[];
  /** Of each optional operation: from which frontier on it may have happened. */
  readonly availableFrom: Int32Array;
  /** Of each optional operation: whether the one before it has the same effect. */
  readonly followsAlike: readonly boolean[];
}

/** The candidates of frontier f are `list[starts[f]]` up to `list[starts[f + 1]]`. */
interface Candidates {
  readonly starts: Int32Array;
  readonly list: Int32Array;
}

/** How many frontiers between two looks at the clock. */
const LOOK_EVERY = 64;

/** Undefined: too many are under way at once to be laid out, or to be so in time. */
export function layOut<State>(
  operations: readonly Operation[],
  model: Model<State>,
  untilMs: number,
): Timeline | undefined {
  const required = operations.filter((each) => isRequired(each, model)).sort(byCompletion);
  const candidates = findCandidates(required, untilMs);
  if (!candidates) return undefined;
  const optional = groupByEffect(
    operations.filter((each) => isOptional(each, model)),
    model,
  );
  return {
    required,
    openFrom: Int32Array.from(required, (operation) => firstOpen(required, operation)),
    ...assignSlots(required),
    candidates,
    optional: optional.map(({ operation }) => operation),
    availableFrom: Int32Array.from(optional, ({ operation }) => firstOpen(required, operation)),
    followsAlike: optional.map(({ effect }, at) => at > 0 && optional[at - 1]!.effect === effect),
  };
}

/** Failed ones did not happen. Refused ones did not either, but may have observed something. */
export function isRequired<State>(operation: Operation, model: Model<State>): boolean {
  if (operation.outcome === "ok") return true;
  return operation.outcome === "refused" && model.observes(operation);
}

/** A read of which nobody knows what it returned says nothing. */
function isOptional<State>(operation: Operation, model: Model<State>): boolean {
  if (operation.outcome !== "unknown" || model.observes(operation)) return false;
  return !model.onlyHinders?.(operation);
}

/** Clocks that disagree must not make an operation end before it began. */
export function completionOf({ invokedMs, completedMs }: Operation): number {
  return Math.max(invokedMs, completedMs ?? Number.POSITIVE_INFINITY);
}

export function byCompletion(one: Operation, other: Operation): number {
  return compare(completionOf(one), completionOf(other)) || byInvocation(one, other);
}

function byInvocation(one: Operation, other: Operation): number {
  return compare(one.invokedMs, other.invokedMs);
}

/** Unlike a difference, it is not spoilt by infinite times. */
function compare(one: number, other: number): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/** Equal instants have no order: what is invoked when another completes is under way with it. */
function findCandidates(required: readonly Operation[], untilMs: number): Candidates | undefined {
  const starts = new Int32Array(required.length + 1);
  const invoked = required.map((_, at) => at);
  invoked.sort((one, other) => byInvocation(required[one]!, required[other]!));
  const list: number[] = [];
  let underWay: number[] = [];
  let next = 0;
  for (let frontier = 0; frontier < required.length; frontier++) {
    if (frontier % LOOK_EVERY === LOOK_EVERY - 1 && performance.now() > untilMs) return undefined;
    const completion = completionOf(required[frontier]!);
    const before = next;
    while (next < invoked.length && required[invoked[next]!]!.invokedMs <= completion) next++;
    underWay = underWay.filter((at) => at >= frontier).concat(invoked.slice(before, next));
    underWay.sort((one, other) => one - other);
    if (list.length + underWay.length > CANDIDATES_MAX) return undefined;
    for (const at of underWay) list.push(at);
    starts[frontier + 1] = list.length;
  }
  return { starts, list: Int32Array.from(list) };
}

/** The lowest that is free from the invocation to the completion, both included. */
function assignSlots(required: readonly Operation[]) {
  const slots = new Int32Array(required.length);
  const invoked = required.map((_, at) => at);
  invoked.sort((one, other) => byInvocation(required[one]!, required[other]!));
  const free: number[] = [];
  let slotCount = 0;
  let completed = 0;
  for (const at of invoked) {
    const { invokedMs } = required[at]!;
    while (completionOf(required[completed]!) < invokedMs) free.push(slots[completed++]!);
    slots[at] = free.pop() ?? slotCount++;
  }
  return { slots, slotCount };
}

function groupByEffect<State>(optional: readonly Operation[], model: Model<State>) {
  const named = optional.map((operation) => {
    return { operation, effect: model.effect?.(operation) ?? operation.id };
  });
  return named.sort((one, other) => {
    if (one.effect !== other.effect) return one.effect < other.effect ? -1 : 1;
    return byInvocation(one.operation, other.operation);
  });
}

/** The first frontier that completes at or after the invocation. */
function firstOpen(required: readonly Operation[], { invokedMs }: Operation): number {
  let low = 0;
  let high = required.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (completionOf(required[middle]!) < invokedMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
