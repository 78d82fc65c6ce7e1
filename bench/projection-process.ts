/** The other process of `projections.ts`: runs the projection, and says what it has cost. */

import { lmdbEngine } from "@holdfast/engine-lmdb";
import { openSharedState, Rounds, runProjection } from "@holdfast/shared-state";
import { callsProjection } from "./calls-projection.ts";
import { answer } from "./other-process.ts";

export interface Wanted {
  readonly wanted: "cost" | "stop";
}

/** Since the process began. */
export interface CpuTime {
  readonly ms: number;
}

const [folder, roundMs] = process.argv.slice(2);
const engine = await lmdbEngine({ path: folder! });
const state = openSharedState({ engine, actor: "projection-agent/1" });
const rounds = new Rounds(state.clock, Number(roundMs));
const running = runProjection(state, callsProjection, { rounds });

answer(async ({ wanted }: Wanted): Promise<CpuTime> => {
  if (wanted === "stop") {
    await running.stop();
    await state.close();
  }
  const { user, system } = process.cpuUsage();
  return { ms: (user + system) / 1_000 };
});
