import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CreateState, describeEngine, randomOperations } from "@holdfast/engine-conformance";
import { createMemoryStore, memoryEngine } from "@holdfast/engine-memory";
import { test } from "vitest";
import { lmdbEngine } from "./lmdb-engine.ts";

const createState: CreateState = async ({ clock }) => {
  const path = await mkdtemp(join(tmpdir(), "holdfast-conformance-"));
  return {
    open: (options) => lmdbEngine({ path, ...(clock && { clock }), ...options }),
    destroy: () => rm(path, { recursive: true }),
  };
};

const createModel: CreateState = async ({ clock }) => {
  const store = createMemoryStore();
  const open = async () => memoryEngine({ store, ...(clock && { clock }) });
  return { open, destroy: async () => {} };
};

describeEngine("lmdb", createState);

test("random operations have the same outcomes as in the memory engine", async () => {
  await randomOperations(createState, createModel, { runs: 100 });
}, 60_000);
