/**
 * Whether a history is linearizable: what clients saw can be explained by operations that came one at
 * a time (Herlihy and Wing, "Linearizability: A Correctness Condition for Concurrent Objects", 1990).
 *
 * Each part is searched by itself, and the time for all is shared among them.
 */

import type { Operation } from "../history.ts";
import { type Verdict, worst } from "../verdict.ts";
import type { Model } from "./model.ts";
import { beginningOf, partsOf, searchPart } from "./parts.ts";

/** What is not decided within them is `unknown`, never `ok`. */
export interface Bounds {
  readonly timeMsMax: number;
  /** Of what the search remembers. */
  readonly bytesMax: number;
}

export const DEFAULT_BOUNDS: Bounds = { timeMsMax: 40_000, bytesMax: 512 * 2 ** 20 };

export interface Linearizability {
  readonly verdict: Verdict;
  /** Of a violation: the beginning of a part that is one already, as the ids of its operations. */
  readonly witness?: readonly string[];
  /** How many configurations were gone through. */
  readonly explored: number;
}

export function checkLinearizable<State>(
  operations: readonly Operation[],
  model: Model<State>,
  bounds: Partial<Bounds> = {},
): Linearizability {
  const { timeMsMax, bytesMax } = { ...DEFAULT_BOUNDS, ...bounds };
  const endMs = performance.now() + timeMsMax;
  const parts = partsOf(operations, model);
  const verdicts: Verdict[] = [];
  let explored = 0;
  for (const [index, part] of parts.entries()) {
    const now = performance.now();
    const untilMs = now + Math.max(0, endMs - now) / (parts.length - index);
    const result = searchPart(part, model, { untilMs, bytesMax });
    explored += result.explored;
    if (result.stuckAt) {
      const witness = beginningOf(part, result.stuckAt).map(({ id }) => id);
      return { verdict: "violated", witness, explored };
    }
    verdicts.push(result.verdict);
  }
  return { verdict: worst(verdicts), explored };
}
