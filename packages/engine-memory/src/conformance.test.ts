import { type CreateState, describeEngine, randomOperations } from "@holdfast/engine-conformance";
import { it } from "vitest";
import { memoryEngine } from "./memory-engine.ts";
import { createMemoryStore } from "./memory-store.ts";

const createState: CreateState = async ({ clock }) => {
  const store = createMemoryStore();
  return {
    open: async (options) => memoryEngine({ store, ...(clock && { clock }), ...options }),
    destroy: async () => {},
  };
};

describeEngine("memory", createState);

it("the model agrees with itself in random runs: each answer follows from what was done", () =>
  randomOperations(createState, createState));
