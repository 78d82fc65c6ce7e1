import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeKey, type Revision } from "@holdfast/shared-state/engine";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Store } from "./store.ts";
import { Tail } from "./tail.ts";
import { TreeCache } from "./tree-cache.ts";

const KEY = encodeKey(["key"]);

let path: string;
let store: Store;
let tail: Tail;

beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), "holdfast-tail-"));
  store = new Store(path);
  tail = new Tail(new TreeCache(store));
  for (let revision = 1; revision <= 3; revision++) change(revision);
});

afterEach(async () => {
  await store.close();
  await rm(path, { recursive: true });
});

function change(revision: Revision): void {
  const stored = { json: String(revision) };
  const changes = [{ key: ["key"], encoded: KEY, before: revision - 1, stored }];
  tail.add({ revision, at: 0, note: {}, changes });
}

/** The version that is seen at `head` by who reads over a tree that had settled so far. */
const seen = (settled: Revision, head: Revision) => tail.read(KEY, { settled, head })?.revision;

it("who reads over an older tree sees each version up to its own head, and none before its tree", () => {
  expect([seen(0, 3), seen(0, 2), seen(1, 1), seen(3, 3)]).toEqual([3, 2, undefined, undefined]);
});

it("what has settled is forgotten, but for what somebody reads over an older tree", () => {
  const releases = [tail.hold(1), tail.hold(2)];
  tail.forget(3);
  expect([seen(0, 1), seen(1, 2), seen(1, 3)]).toEqual([undefined, 2, 3]);
  releases[0]!();
  tail.forget(3);
  expect([seen(1, 2), seen(2, 3)]).toEqual([undefined, 3]);
  releases[1]!();
  tail.forget(3);
  expect(seen(2, 3)).toBeUndefined();
});

it("what was not kept after all is taken back, and what comes in its place is seen", () => {
  tail.takeBack(1);
  expect([tail.position, seen(0, 3)]).toEqual([1, 1]);
  change(2);
  expect([tail.position, seen(0, 3), seen(2, 3)]).toEqual([2, 2, undefined]);
});
