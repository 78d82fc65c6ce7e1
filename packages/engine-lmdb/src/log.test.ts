import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ManualClock } from "@holdfast/shared-state/engine";
import { expect, it } from "vitest";
import { lmdbEngine } from "./lmdb-engine.ts";

it("a time is found though many batches begin in its millisecond, by a clock that has fractions of it", async () => {
  const path = await mkdtemp(join(tmpdir(), "holdfast-log-"));
  const clock = new ManualClock({ wallMs: 1_000 });
  const engine = await lmdbEngine({ path, clock });
  for (let index = 1; index <= 5; index++) {
    await engine.transact((tx) => tx.put(["count"], index));
    clock.advance(0.125);
  }
  const snapshot = await engine.snapshot({ time: 1_000.0625 });
  expect([snapshot.revision, await snapshot.get(["count"])]).toEqual([1, 1]);
  snapshot.close();
  await engine.close();
  await rm(path, { recursive: true });
});
