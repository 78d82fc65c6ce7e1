import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeKey, type Key, ManualClock } from "@holdfast/shared-state/engine";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type LmdbEngine, lmdbEngine } from "./lmdb-engine.ts";
import { readVersion } from "./records.ts";
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

/** What the tree itself knows, whatever the tail has to say. */
async function inTree(key: Key): Promise<unknown> {
  const store = new Store(path);
  const text = store.tree.get(encodeKey(key));
  await store.close();
  return text === undefined ? undefined : JSON.parse(readVersion(text).stored.json);
}

/** Whoever reads the past up to the head has tree and history follow to it. */
const settleEverything = async () =>
  (await engine.snapshot({ revision: await engine.head() })).close();

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
  // What follows settles some of the tail, and in what stays there the key changes again: so the tree
  // is not told that it was reaped.
  await fill("first", 3_000);
  await engine.transact((tx) => tx.put(key, "new"));
  await fill("second", 1_500);
  expect(await inTree(key)).toBe("old");
  const past = await engine.snapshot({ time: asked });
  expect(await past.get(key)).toBeUndefined();
  expect(await past.range({ prefix: ["key"] })).toEqual([]);
  past.close();
}, 30_000);

it("a version that the tree has left out, since the tail shadowed it, is read as of its time", async () => {
  await engine.transact((tx) => tx.put(["key"], "old"));
  await fill("first", 3_000);
  await engine.transact((tx) => tx.put(["key"], "new"));
  await fill("second", 1_500);
  expect(await inTree(["key"])).toBeUndefined();
  const past = await engine.snapshot({ revision: 1 });
  expect(await past.get(["key"])).toBe("old");
  past.close();
});

it("a snapshot stands still while everything that it saw in the tail settles", async () => {
  await engine.transact((tx) => tx.put(["key"], "old"));
  const snapshot = await engine.snapshot();
  await engine.transact((tx) => tx.put(["key"], "new"));
  await settleEverything();
  expect(await snapshot.get(["key"])).toBe("old");
  expect(await snapshot.range({ prefix: [] })).toEqual([{ key: ["key"], value: "old" }]);
  snapshot.close();
  const later = await engine.snapshot();
  expect(await later.get(["key"])).toBe("new");
  later.close();
});

it("what was read of the tree is read anew when others have settled more than one has seen", async () => {
  const other = await lmdbEngine({ path, clock });
  const read = () => other.transact((tx) => tx.get(["key"]));
  expect(await read()).toMatchObject({ value: undefined });
  for (const value of ["first", "second"]) {
    await engine.transact((tx) => tx.put(["key"], value));
    await settleEverything();
    expect(await read()).toMatchObject({ value });
  }
  await other.close();
});

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
