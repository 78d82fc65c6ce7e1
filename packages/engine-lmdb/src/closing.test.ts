import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isHoldfastError } from "@holdfast/shared-state/engine";
import { expect, test } from "vitest";
import { lmdbEngine } from "./lmdb-engine.ts";

test("closing while a snapshot of the past is being put together harms nobody", async () => {
  const path = await mkdtemp(join(tmpdir(), "holdfast-closing-"));
  const engine = await lmdbEngine({ path });
  const write = (index: number) => engine.transact((tx) => tx.put(["n"], index));
  await Promise.all(Array.from({ length: 2_000 }, (_, index) => write(index)));
  const opening = engine.snapshot({ revision: 1 });
  await engine.close();
  const snapshot = await opening;
  const outcome = await snapshot.get(["n"]).catch((error: unknown) => error);
  expect(isHoldfastError(outcome, "engine-closed")).toBe(true);
  const again = await lmdbEngine({ path });
  expect(await again.head()).toBe(2_000);
  await again.close();
  await rm(path, { recursive: true });
});
