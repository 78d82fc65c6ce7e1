import { expect, test } from "vitest";
import { runAsOf } from "./testing/as-of-run.ts";
import { SEED as seed } from "./testing/seeded-random.ts";

test(`as of random times the state is a fold of what came before (seed ${seed})`, async () => {
  const run = { commits: 12_000, accounts: 40, looks: 1_000, seed };
  expect((await runAsOf(run)).wrong).toBe(0);
}, 60_000);
