/** What a race cost: how many, how fast, and what the agents did with their time. */

import type { Operation } from "@holdfast/checker";
import type { OperationName } from "@holdfast/dial/settings";
import type { Attempt } from "./race-write.ts";

export interface Measures {
  /** How many agents asked for, and how many of those were done: not refused. */
  readonly asked: number;
  readonly done: number;
  readonly donePerSecond: number;
  /** From asking to the answer, thinking included; of an empty race 0. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** How often somebody had to begin anew. */
  readonly retries: number;
  /** For locks or views, of all agents together. */
  readonly waitedMs: number;
}

/** @param forMs how long the race was */
export function measure(
  operation: OperationName,
  operations: readonly Operation[],
  forMs: number,
): Measures {
  const asked = operations.filter(({ name }) => name === operation);
  const done = asked.filter(({ outcome }) => outcome === "ok");
  const latenciesMs = Float64Array.from(done, ({ invokedMs, completedMs = invokedMs }) =>
    Math.max(0, completedMs - invokedMs),
  ).sort();
  const took = asked.map(({ output }) => output as Attempt);
  return {
    asked: asked.length,
    done: done.length,
    donePerSecond: forMs === 0 ? 0 : (done.length / forMs) * 1_000,
    p50Ms: atShare(latenciesMs, 0.5),
    p99Ms: atShare(latenciesMs, 0.99),
    retries: took.reduce((sum, { retries }) => sum + retries, 0),
    waitedMs: took.reduce((sum, { waitedMs }) => sum + waitedMs, 0),
  };
}

function atShare(sorted: Float64Array, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
