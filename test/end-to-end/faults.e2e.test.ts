/**
 * From outside, over HTTP only, while agents are killed and stopped at random: what must never happen.
 * The run prints its seed; HOLDFAST_SEED repeats its choices (not its timing).
 */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PROMISES } from "./fault-promises.ts";
import { type FaultRun, runWithFaults } from "./fault-run.ts";

describe("while agents are killed and stopped at random", () => {
  const seed = Number(process.env.HOLDFAST_SEED ?? 20_261_121);
  const size = { rooms: 3, people: 6, clients: 8, attempts: 25, faultsMax: 12 };
  let run: FaultRun;

  beforeAll(async () => {
    console.log(`seed ${seed}`);
    run = await runWithFaults({ seed, ...size });
  }, 180_000);

  afterAll(() => run?.holdfast.destroy());

  it("agents were really struck, and meetings were really booked", () => {
    expect(run.kills + run.stops).toBeGreaterThan(0);
    expect(run.acknowledged.length).toBeGreaterThan(10);
  });

  for (const [promise, keeps] of Object.entries(PROMISES)) it(promise, () => keeps(run));
});
