import { describeEngine } from "@holdfast/engine-conformance";
import { memoryEngine } from "./memory-engine.ts";
import { createMemoryStore } from "./memory-store.ts";

describeEngine("memory", async ({ clock }) => {
  const store = createMemoryStore();
  return {
    open: async (options) => memoryEngine({ store, ...(clock && { clock }), ...options }),
    destroy: async () => {},
  };
});
