/**
 * The same as `faults.e2e.test.ts`, for as long as HOLDFAST_LONG_RUNS says (10 runs, each from a seed of
 * its own, of several hundred bookings). Prints the figures that the README quotes.
 */

import { expect, it } from "vitest";
import { PROMISES } from "./fault-promises.ts";
import { runWithFaults } from "./fault-run.ts";

const RUNS = Number(process.env.HOLDFAST_LONG_RUNS ?? 10);
const FIRST_SEED = Number(process.env.HOLDFAST_SEED ?? 1);

it(`keeps its promises in ${RUNS} runs of kills and stops`, async () => {
  const totals = { booked: 0, refused: 0, unanswered: 0, kills: 0, stops: 0 };
  for (let seed = FIRST_SEED; seed < FIRST_SEED + RUNS; seed++) {
    const size = { rooms: 6, people: 12, clients: 8, attempts: 60, faultsMax: 40 };
    const run = await runWithFaults({ seed, ...size });
    try {
      for (const keeps of Object.values(PROMISES)) await keeps(run);
    } finally {
      await run.holdfast.destroy();
    }
    totals.booked += run.acknowledged.length;
    for (const count of ["refused", "unanswered", "kills", "stops"] as const) {
      totals[count] += run[count];
    }
    console.log(`seed ${seed} held; so far ${JSON.stringify(totals)}`);
  }
  expect(totals.booked).toBeGreaterThan(0);
});
