import { createMemoryStore, memoryEngine } from "@holdfast/engine-memory";
import type { Clock } from "@holdfast/shared-state/engine";
import { expect, onTestFailed, test } from "vitest";
import { randomRun } from "./testing/random-run.ts";
import { SEED } from "./testing/seeded-random.ts";

const OPERATIONS = 10_000;

test("three processes, killed now and then: strictly serializable, as the model is", async () => {
  onTestFailed(() => console.error(`Play it again with HOLDFAST_SEED=${SEED}.`));
  const run = { operations: OPERATIONS, seed: SEED, processes: 3, createModel, lifetime: 700 };
  const { judged, unanswered } = await randomRun(run);
  expect(judged).toBeGreaterThanOrEqual(OPERATIONS);
  // Some died between the commit and the answer: else nothing would have been shown of those.
  expect(unanswered).toBeGreaterThan(0);
});

function createModel(clock: Clock) {
  return memoryEngine({ store: createMemoryStore(), clock });
}
