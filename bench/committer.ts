/** One of the two processes of `write-lock.ts`: commits as fast as it can. */

import { lmdbEngine } from "@holdfast/engine-lmdb";
import { closedLoop, type Measured } from "./measure.ts";
import { answer } from "./other-process.ts";

export interface Committing {
  readonly inFlight: number;
  readonly seconds: number;
  /** For how long the event loop is blocked again and again; 0: never. */
  readonly blockMs: number;
}

export interface Report {
  readonly measured: Measured;
  readonly longestLockMs: number;
}

const BLOCK_EVERY_MS = 100;

const engine = await lmdbEngine({ path: process.argv[2]! });

answer(async ({ inFlight, seconds, blockMs }: Committing): Promise<Report> => {
  const timer = blockMs > 0 ? setInterval(() => block(blockMs), BLOCK_EVERY_MS) : undefined;
  const measured = await closedLoop(inFlight, commit, { forMs: seconds * 1_000 });
  clearInterval(timer);
  return { measured, longestLockMs: engine.statistics().longestLockMs };
});

function commit(index: number): Promise<unknown> {
  const key = ["bench", process.pid, index % 1_000];
  const options = { durable: true, actor: `committer/${process.pid}`, cause: "bench" };
  return engine.transact((tx) => tx.put(key, { index, text: "a value of some size" }), options);
}

function block(ms: number): void {
  const started = performance.now();
  while (performance.now() - started < ms);
}
