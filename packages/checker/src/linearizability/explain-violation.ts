/**
 * Why a history is not linearizable: the fewest operations that show it.
 *
 * An operation that is left out must not simply be gone: without the write of 3 every read of 3 would be
 * a violation. What is left out *may have happened at any time, or never*, and an observation that is
 * left out says nothing. So what remains is a violation whatever became of the rest.
 *
 * (Removing large pieces first, then smaller ones: Zeller and Hildebrandt, "Simplifying and Isolating
 * Failure-Inducing Input", 2002.)
 */

import type { Operation } from "../history.ts";
import type { Bounds } from "./check-linearizable.ts";
import type { Model } from "./model.ts";
import { beginningOf, partsOf, searchPart, unended } from "./parts.ts";
import { completionOf } from "./timeline.ts";

const DEFAULT_BOUNDS: Bounds = { timeMsMax: 10_000, bytesMax: 64 * 2 ** 20 };

/** How much of the time one try may take: one that is not decided in it keeps what it wanted to remove. */
const PART_OF_THE_TIME = 20;

/**
 * The ids of the fewest operations found within the bounds, in the history's order: none of them could be
 * left out, unless the time was over. Undefined: no violation was found within them.
 */
export function explainViolation<State>(
  history: readonly Operation[],
  model: Model<State>,
  bounds: Partial<Bounds> = {},
): string[] | undefined {
  const { timeMsMax, bytesMax } = { ...DEFAULT_BOUNDS, ...bounds };
  const endMs = performance.now() + timeMsMax;
  for (const part of partsOf(history, model)) {
    const { stuckAt } = searchPart(part, model, { untilMs: endMs, bytesMax });
    if (!stuckAt) continue;
    const isViolated = (some: readonly Operation[]) =>
      searchPart(some, model, { untilMs: endMs, bytesMax }).verdict === "violated";
    const beginning = shortestBeginning(beginningOf(part, stuckAt), isViolated);
    const stillViolated = (kept: ReadonlySet<Operation>) => {
      const untilMs = Math.min(endMs, performance.now() + timeMsMax / PART_OF_THE_TIME);
      const relaxed = beginning.flatMap((each) => (kept.has(each) ? each : relax(each, model)));
      return searchPart(relaxed, model, { untilMs, bytesMax }).verdict === "violated";
    };
    const kept = shrink(beginning, stillViolated, endMs);
    return beginning.filter((each) => kept.has(each)).map(({ id }) => id);
  }
  return undefined;
}

/** All that begins with a violation is one: so the first completion that makes it one can be halved out. */
function shortestBeginning(
  history: readonly Operation[],
  isViolated: (beginning: readonly Operation[]) => boolean,
): readonly Operation[] {
  const ends = history
    .filter(({ outcome }) => outcome !== "unknown")
    .sort((one, other) => completionOf(one) - completionOf(other));
  let shortest = history;
  let low = 0;
  let high = ends.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const beginning = beginningOf(history, ends[middle]!);
    if (isViolated(beginning)) {
      shortest = beginning;
      high = middle;
    } else low = middle + 1;
  }
  return shortest;
}

function relax<State>(operation: Operation, model: Model<State>): Operation | [] {
  if (operation.outcome === "refused" || model.observes(operation)) return [];
  return { ...unended(operation), invokedMs: Number.NEGATIVE_INFINITY };
}

/** Halves, quarters … single ones; singles again until none of them can go. */
function shrink(
  operations: readonly Operation[],
  stillViolated: (kept: ReadonlySet<Operation>) => boolean,
  endMs: number,
): ReadonlySet<Operation> {
  let kept: ReadonlySet<Operation> = new Set(operations);
  let size = Math.ceil(kept.size / 2);
  while (size >= 1) {
    const before = kept.size;
    for (const piece of piecesOf([...kept], size)) {
      if (performance.now() > endMs) return kept;
      const without = new Set([...kept].filter((each) => !piece.includes(each)));
      if (stillViolated(without)) kept = without;
    }
    if (size === 1 && kept.size === before) break;
    size = Math.max(1, Math.floor(size / 2));
  }
  return kept;
}

function piecesOf(operations: readonly Operation[], size: number): Operation[][] {
  const count = Math.ceil(operations.length / size);
  return Array.from({ length: count }, (_, at) => operations.slice(at * size, (at + 1) * size));
}
