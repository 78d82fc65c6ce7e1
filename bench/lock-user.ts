/** One of the processes of `lock-hand-over.ts`: wants the lock again and again. */

import { setTimeout as delay } from "node:timers/promises";
import { lmdbEngine } from "@holdfast/engine-lmdb";
import { openSharedState } from "@holdfast/shared-state";
import { answer } from "./other-process.ts";

export interface TakeTurns {
  readonly seconds: number;
}

/** On the machine's monotonic clock, which is the same for all processes. */
export interface Turn {
  readonly pid: number;
  readonly beganMs: number;
  readonly endedMs: number;
}

/** Long enough for the one before to be waiting again. */
const TURN_MS = 3;

const engine = await lmdbEngine({ path: process.argv[2]! });
const state = openSharedState({ engine, actor: `lock-user/${process.pid}` });
const { pid } = process;

answer(async ({ seconds }: TakeTurns): Promise<Turn[]> => {
  const turns: Turn[] = [];
  const started = performance.now();
  while (performance.now() - started < seconds * 1_000) {
    const ran = await state.locks.run("bench", { leaseMs: 10_000, waitMsMax: 30_000 }, async () => {
      const beganMs = state.clock.monotonicMs();
      await delay(TURN_MS);
      turns.push({ pid, beganMs, endedMs: state.clock.monotonicMs() });
    });
    if (!ran.ok) throw new Error("The lock was waited for in vain.");
  }
  return turns;
});
