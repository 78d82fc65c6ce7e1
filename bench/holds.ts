/** How many holds a second, durable when acknowledged, and how long does one take? */

import { lmdbEngine } from "@holdfast/engine-lmdb";
import { openSharedState, type SharedState } from "@holdfast/shared-state";
import { bareLmdb } from "./bare-lmdb.ts";
import { inFolder } from "./folder.ts";
import { closedLoop, type Measured, medianRun, row } from "./measure.ts";

const ROOMS = 1_000;
const MINUTE_MS = 60_000;
const RUNS = 3;

export async function benchHolds(): Promise<void> {
  console.log(
    "A hold: check for overlap, write it with its lease, log it; acknowledged after fsync.",
  );
  for (const inFlight of [1, 16, 256]) {
    const bare: Measured[] = [];
    const ours: Measured[] = [];
    // In turn, so that a machine that slows down slows both.
    for (let run = 0; run < RUNS; run++) {
      bare.push(await measureBare(inFlight));
      ours.push(await measureHolds(inFlight));
    }
    const [peer, holdfast] = [medianRun(bare), medianRun(ours)];
    const ratio = `${(holdfast.perSecond / peer.perSecond).toFixed(2)} of bare lmdb-js`;
    console.log(row(`bare lmdb-js, ${inFlight} in flight`, peer));
    console.log(row(`holds, ${inFlight} in flight`, holdfast, ratio));
  }
}

function measureBare(inFlight: number): Promise<Measured> {
  return inFolder(async (folder) => {
    const bare = bareLmdb(folder);
    const measured = await closedLoop(inFlight, (index) => bare.threePuts(index));
    await bare.close();
    return measured;
  });
}

function measureHolds(inFlight: number): Promise<Measured> {
  return inFolder(async (folder) => {
    const engine = await lmdbEngine({ path: folder });
    const state = openSharedState({ engine, actor: "bench" });
    const measured = await closedLoop(inFlight, (index) => placeOne(state, index));
    await state.close();
    return measured;
  });
}

/** A thousand rooms, each filled half hour by half hour. */
async function placeOne(state: SharedState, index: number): Promise<void> {
  const start = Math.floor(index / ROOMS) * 30 * MINUTE_MS + Date.UTC(2027, 0, 4);
  const slot = { resource: `room/${index % ROOMS}`, start, end: start + 30 * MINUTE_MS };
  const placed = await state.holds.place(slot, { by: "bench", forMs: 600_000 });
  if (!placed.ok) throw new Error(`A hold was refused: ${placed.reason}.`);
}
