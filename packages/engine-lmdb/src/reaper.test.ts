import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ManualClock } from "@holdfast/shared-state/engine";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type LmdbEngine, lmdbEngine } from "./lmdb-engine.ts";
import { Store } from "./store.ts";

let path: string;
let engine: LmdbEngine;
let clock: ManualClock;

beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), "holdfast-reaper-"));
  clock = new ManualClock();
  engine = await lmdbEngine({ path, clock });
});

afterEach(async () => {
  vi.restoreAllMocks();
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

it("all leases of an earlier boot are reaped, however many there are", async () => {
  const count = 300;
  for (let from = 0; from < count; from += 100) {
    await engine.transact((tx) => {
      for (let index = from; index < from + 100; index++) {
        tx.put(["left", index], 1, { lease: tx.lease(60_000) });
      }
    });
  }
  await engine.close();
  clock = new ManualClock({ bootId: "boot-2" });
  engine = await lmdbEngine({ path, clock });
  const gone = new Set<unknown>();
  for await (const event of engine.changes({ after: 3 })) {
    if (event.kind !== "commit") continue;
    for (const { key, value } of event.changes) if (value === undefined) gone.add(key[1]);
    if (gone.size === count) break;
  }
  expect(gone.size).toBe(count);
});

it("after a commit that failed, the reaper waits before it takes the lock again", async () => {
  const setTimer = vi.spyOn(clock, "after");
  await engine.transact((tx) => tx.put(["k"], 1, { lease: tx.lease(1_000) }));
  await vi.waitFor(() => expect(setTimer, "the reaper's").toHaveBeenCalled());
  const write = vi.spyOn(Store.prototype, "write").mockImplementation(() => {
    throw new Error("The disk is full.");
  });
  clock.advance(1_000);
  await vi.waitFor(() => expect(write).toHaveBeenCalled());
  for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
  expect(write).toHaveBeenCalledTimes(1);
  write.mockRestore();
  clock.advance(1_000);
  await vi.waitFor(async () => {
    const snapshot = await engine.snapshot();
    expect(snapshot.revision).toBe(2);
    snapshot.close();
  });
});
