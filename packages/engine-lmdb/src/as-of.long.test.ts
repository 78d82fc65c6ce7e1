import { expect, test } from "vitest";
import { runAsOf } from "./testing/as-of-run.ts";
import { SEED as seed } from "./testing/seeded-random.ts";

test(`a million commits, as of thousands of random times (seed ${seed})`, async () => {
  const run = { commits: 1_000_000, accounts: 1_000, looks: 5_000, seed };
  const { wrong, p50Ms, p99Ms } = await runAsOf(run);
  console.log(`state as of a time: p50 ${p50Ms.toFixed(2)} ms, p99 ${p99Ms.toFixed(2)} ms`);
  expect(wrong).toBe(0);
  expect(p99Ms).toBeLessThan(10);
});
