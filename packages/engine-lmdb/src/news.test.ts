import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Key, Revision } from "@holdfast/shared-state/engine";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type LmdbEngine, lmdbEngine } from "./lmdb-engine.ts";
import { Log } from "./log.ts";
import { News } from "./news.ts";
import { Store } from "./store.ts";

let path: string;
let engine: LmdbEngine;
let store: Store;
let news: News;

beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), "holdfast-news-"));
  engine = await lmdbEngine({ path, retention: { commits: 5 } });
  store = new Store(path);
  news = new News(new Log(store), () => store.latestHead().revision);
});

afterEach(async () => {
  await store.close();
  await engine.close();
  await rm(path, { recursive: true });
});

/** What was told to who waits from now on. */
function waiting(prefix: Key, after: Revision = store.latestHead().revision): Revision[] {
  const told: Revision[] = [];
  news.wait(prefix, after, (revision) => told.push(revision));
  return told;
}

async function commit(key: Key): Promise<Revision> {
  const { revision } = await engine.transact((tx) => tx.put(key, 1));
  news.look();
  return revision;
}

it("a commit is told to who waits for a prefix of its keys, once, and to nobody else", async () => {
  const told = [[], ["saga"], ["saga", "s1"]].map((prefix) => waiting(prefix));
  const others = [["s"], ["sagas"], ["saga", "s"], ["saga", "s10"], ["saga", "s1", "x"]];
  const untold = others.map((prefix) => waiting(prefix));
  const revision = await commit(["saga", "s1"]);
  await commit(["saga", "s1"]);
  expect(told).toEqual([[revision], [revision], [revision]]);
  expect(untold).toEqual(others.map(() => []));
});

it("the number 1 is not the text 1, and a slash in a part parts nothing", async () => {
  const [text, number] = [waiting(["n", "1"]), waiting(["n", 1])];
  const [apart, together] = [waiting(["a", "b"]), waiting(["a/b"])];
  const [open, shut] = [waiting(["a", "b/1:c"]), waiting(["a", "b", "c"])];
  const first = await commit(["n", 1]);
  expect([text, number]).toEqual([[], [first]]);
  const second = await commit(["a/b"]);
  expect([apart, together]).toEqual([[], [second]]);
  const third = await commit(["a", "b", "c"]);
  expect([open, shut, apart]).toEqual([[], [third], [third]]);
});

it("a commit that one has seen already is no news", async () => {
  const told = waiting(["a"], store.latestHead().revision + 1);
  await commit(["a"]);
  expect(told).toEqual([]);
  const revision = await commit(["a"]);
  expect(told).toEqual([revision]);
});

it("who stops waiting is told nothing, and takes nobody along", async () => {
  const stopped: Revision[] = [];
  const stop = news.wait(["a"], 0, (revision) => stopped.push(revision));
  const told = waiting(["a"]);
  stop();
  const revision = await commit(["a"]);
  expect([stopped, told]).toEqual([[], [revision]]);
});

it("whoever waits has to look, when what was committed is no longer retained", async () => {
  const told = waiting(["a"]);
  for (let index = 0; index < 20; index++) await engine.transact((tx) => tx.put(["b"], index));
  expect(store.latestHead().oldest).toBeGreaterThan(1);
  news.look();
  expect(told).toEqual([1]);
});

it("so does who has seen some of it already, from there on, and nobody who has seen all", async () => {
  const retained = () => store.latestHead();
  const [seenSome, seenAll] = [waiting(["a"], 3), waiting(["a"], 20)];
  for (let index = 0; index < 20; index++) await engine.transact((tx) => tx.put(["b"], index));
  expect(retained().oldest).toBeGreaterThan(3);
  expect(retained().revision).toBe(20);
  news.look();
  expect([seenSome, seenAll]).toEqual([[4], []]);
  const next = await commit(["a"]);
  expect([seenSome, seenAll]).toEqual([[4], [next]]);
});
