import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeKey } from "@holdfast/shared-state/engine";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type LmdbEngine, lmdbEngine } from "./lmdb-engine.ts";
import { Log } from "./log.ts";
import { FIRST_KEY } from "./records.ts";
import { Store } from "./store.ts";

/** What is remembered of the log, in this process and in others, is erased too. */

const ADA = ["person", "ada"];

let path: string;
let engine: LmdbEngine;
let store: Store;

beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), "holdfast-erasing-"));
  engine = await lmdbEngine({ path, retention: { commits: 10 } });
  store = new Store(path);
});

afterEach(async () => {
  await store.close();
  await engine.close();
  await rm(path, { recursive: true });
});

const put = (name: string) => engine.transact((tx) => tx.put(ADA, { name }));

it("a handle that only follows feeds forgets what another has erased", async () => {
  const follower = await lmdbEngine({ path });
  const told = async (until: number) => {
    const events: unknown[] = [];
    for await (const event of follower.changes({ after: 0, until })) events.push(event);
    return JSON.stringify(events);
  };
  await put("Ada");
  expect(await told(1)).toContain("Ada");
  const erased = await engine.erase([ADA]);
  expect(await told(erased)).not.toContain("Ada");
  await follower.close();
});

it("who reads the past forgets the batches that it came back to", async () => {
  const log = new Log(store);
  const valueAsOf1 = () => {
    const transaction = store.readTransaction();
    log.heed(store.head(transaction));
    const value = log.headerWith(1, transaction)?.valueAt(1, encodeKey(ADA));
    transaction.done();
    return value;
  };
  await put("Ada");
  expect(valueAsOf1()).toBe('{"name":"Ada"}');
  await engine.erase([ADA]);
  expect(valueAsOf1()).toBeUndefined();
});

const retained = async () => {
  const { bytes, oldest } = store.latestHead();
  const batches = [...store.log.getRange({ start: FIRST_KEY })];
  return { bytes, oldest, inLog: batches.reduce((sum, { value }) => sum + value.length, 0) };
};

it("the log takes as many characters as it is said to take, when what was erased is trimmed", async () => {
  await put("Ada ".repeat(1_000));
  await put("Grace");
  await engine.erase([ADA]);
  for (let index = 0; index < 30; index++) await put(`number ${index}`);
  const { bytes, oldest, inLog } = await retained();
  expect(oldest).toBeGreaterThan(3);
  expect(bytes).toBe(inLog);
});

it("it does also when another process has erased it", async () => {
  const other = await lmdbEngine({ path });
  await put("Ada ".repeat(1_000));
  await put("Grace");
  await put("Edsger"); // The one that trims has looked at the oldest batch.
  await other.erase([ADA]);
  for (let index = 0; index < 30; index++) await put(`number ${index}`);
  const { bytes, oldest, inLog } = await retained();
  expect(oldest).toBeGreaterThan(4);
  expect(bytes).toBe(inLog);
  await other.close();
});
