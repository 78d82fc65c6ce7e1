/**
 * Soaks one after the other, each from a seed of its own: HOLDFAST_LONG_RUNS of them (3), of
 * HOLDFAST_SOAK_MINUTES each (3). Prints the figures that the README quotes.
 */

import { soak } from "@holdfast/scenario-runner";
import { expect, it } from "vitest";

const MINUTE_MS = 60_000;
const RUNS = Number(process.env.HOLDFAST_LONG_RUNS ?? 3);
const MINUTES = Number(process.env.HOLDFAST_SOAK_MINUTES ?? 3);
const FIRST_SEED = Number(process.env.HOLDFAST_SEED ?? 1);

it.each(Array.from({ length: RUNS }, (_, nth) => FIRST_SEED + nth))(
  "holds for minutes, from seed %i",
  async (seed) => {
    const { judgement, figures, historyFile } = await soak({
      ...{ forMs: MINUTES * MINUTE_MS, seed, agents: 2 },
    });
    console.log(JSON.stringify(figures));
    const bad = judgement.findings.filter(({ verdict }) => verdict !== "ok");
    expect(bad, historyFile).toEqual([]);
    expect(figures.bookings).toBeGreaterThan(0);
  },
);
