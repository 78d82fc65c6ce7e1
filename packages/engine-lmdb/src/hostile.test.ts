import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ManualClock } from "@holdfast/shared-state/engine";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type LmdbEngine, lmdbEngine } from "./lmdb-engine.ts";
import { Store } from "./store.ts";

/** What only an engine with a tail can get wrong. */

let path: string;
let engine: LmdbEngine;
const clock = new ManualClock();

beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), "holdfast-hostile-"));
  engine = await lmdbEngine({ path, clock });
});

afterEach(async () => {
  vi.restoreAllMocks();
  await engine.close();
  await rm(path, { recursive: true });
});

/** More than the tail takes: what came before has to settle, some of it. */
const fill = (name: string, count: number) =>
  Promise.all(
    Array.from({ length: count }, (_, index) =>
      engine.transact((tx) => tx.put([name, index], index)),
    ),
  );

it("a range of the past shows no lapsed key that the tree still knows", async () => {
  const key = ["key", "leased"];
  await engine.transact((tx) => tx.put(key, "old", { lease: tx.lease(1_000) }));
  clock.advance(10);
  await engine.transact((tx) => tx.put(["other"], 1));
  (await engine.snapshot({ revision: 1 })).close(); // Has everything settle: the tree knows the key.
  const asked = clock.wallMs() + 1_200;
  clock.advance(1_500);
  await vi.waitFor(async () => {
    clock.advance(0);
    expect(await engine.head()).toBe(3);
  });
  await fill("first", 6_000);
  await engine.transact((tx) => tx.put(key, "new"));
  await fill("second", 4_500);
  const past = await engine.snapshot({ time: asked });
  expect(await past.get(key)).toBeUndefined();
  expect(await past.range({ prefix: ["key"] })).toEqual([]);
  past.close();
}, 30_000);

it("a write lock that is not to be had is an error, told once", async () => {
  await engine.transact((tx) => tx.put(["a"], 1));
  const write = vi.spyOn(Store.prototype, "write").mockImplementation(() => {
    throw new Error("There is no lock.");
  });
  const refused = engine.transact((tx) => tx.put(["a"], 2));
  await expect(refused).rejects.toMatchObject({ code: "engine-failed" });
  expect(write).toHaveBeenCalledTimes(1);
});

it("what is put and erased in one breath is told to nobody", async () => {
  const put = engine.transact((tx) => tx.put(["person"], "Ada"));
  const erased = engine.erase([["person"]]);
  await Promise.all([put, erased]);
  for await (const told of engine.changes({ after: 0, until: await engine.head() })) {
    expect(JSON.stringify(told)).not.toContain("Ada");
  }
});
