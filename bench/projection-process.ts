/** The other process of `projections.ts`: runs the projection, and says what it has cost. */

import { lmdbEngine } from "@holdfast/engine-lmdb";
import { openSharedState, runProjection } from "@holdfast/shared-state";
import { callsProjection } from "./calls-projection.ts";

const [folder, coalesceMs] = process.argv.slice(2);
const engine = await lmdbEngine({ path: folder! });
const state = openSharedState({ engine, actor: "projection-agent/1" });
const running = runProjection(state, callsProjection, { coalesceMs: Number(coalesceMs) });
process.on("message", async (wanted) => {
  if (wanted === "cost") process.send?.(process.cpuUsage());
  if (wanted !== "stop") return;
  await running.stop();
  await state.close();
  process.disconnect();
});
process.send?.("ready");
