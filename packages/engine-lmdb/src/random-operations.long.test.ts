import { createMemoryStore, memoryEngine } from "@holdfast/engine-memory";
import type { Clock } from "@holdfast/shared-state/engine";
import { expect, onTestFailed, test } from "vitest";
import { randomRun } from "./testing/random-run.ts";
import { SEED } from "./testing/seeded-random.ts";

const OPERATIONS = 1_000_000;
const ROUNDS = 50;

test("a million random operations of processes that are killed now and then", async () => {
  let total = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const seed = SEED + round;
    onTestFailed(() => console.error(`Round ${round}: its seed was ${seed}.`));
    const run = {
      operations: OPERATIONS / ROUNDS,
      seed,
      processes: 3,
      createModel,
      lifetime: 2_000,
    };
    const { judged } = await randomRun(run);
    total += judged;
  }
  expect(total).toBeGreaterThanOrEqual(OPERATIONS);
}, 7_200_000);

function createModel(clock: Clock) {
  return memoryEngine({ store: createMemoryStore(), clock });
}
