/** A short soak. Prints its seed and figures; HOLDFAST_SEED repeats its choices (not its timing). */

import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { soak } from "@holdfast/scenario-runner";
import { expect, it } from "vitest";

const seed = Number(process.env.HOLDFAST_SEED ?? 20_261_121);

it("holds for a while, whatever clients ask for and whatever strikes", async () => {
  const historyFile = join(tmpdir(), `holdfast-soak-${process.pid}.jsonl`);
  const { judgement, figures } = await soak({ forMs: 15_000, seed, agents: 2, historyFile });
  console.log(JSON.stringify(figures));
  expect(judgement.findings.filter(({ verdict }) => verdict !== "ok")).toEqual([]);
  expect(figures.bookings).toBeGreaterThan(0);
  expect(figures.kills + figures.pauses).toBeGreaterThan(0);
  rmSync(historyFile);
});
