import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ManualClock } from "@holdfast/shared-state/engine";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type LmdbEngine, lmdbEngine } from "./lmdb-engine.ts";

let path: string;
let engine: LmdbEngine;
let clock: ManualClock;

beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), "holdfast-reaper-"));
  clock = new ManualClock();
  engine = await lmdbEngine({ path, clock });
});

afterEach(async () => {
  await engine.close();
  await rm(path, { recursive: true });
});

it("a lease renewed in its last moment is spared by a reaper that goes along", async () => {
  const setTimer = vi.spyOn(clock, "after");
  const { value: lease } = await engine.transact((tx) => {
    const made = tx.lease(1_000);
    tx.put(["k"], 1, { lease: made });
    return made;
  });
  await vi.waitFor(() => expect(setTimer, "the reaper's").toHaveBeenCalled());
  clock.advance(999);
  // The deadline passes while it is being renewed: the reaper comes right behind, in the same group.
  const { value: renewed } = await engine.transact((tx) => {
    clock.advance(1);
    return tx.renew(lease, 1_000);
  });
  expect(renewed).toBe(true);
  const read = async () => (await engine.transact((tx) => tx.get(["k"]))).value;
  expect(await read()).toBe(1);
  clock.advance(998);
  expect(await read()).toBe(1);
  clock.advance(1);
  expect(await read()).toBeUndefined();
});
