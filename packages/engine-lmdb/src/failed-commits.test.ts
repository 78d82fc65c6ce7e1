import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type LmdbEngine, lmdbEngine } from "./lmdb-engine.ts";
import { Store } from "./store.ts";

/** The store reports a failure: what has become of the group? */

let path: string;
let engine: LmdbEngine;

beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), "holdfast-failed-"));
  engine = await lmdbEngine({ path });
});

afterEach(async () => {
  vi.restoreAllMocks();
  await engine.close();
  await rm(path, { recursive: true });
});

const usual = Store.prototype.write;
const put = (key: string) => engine.transact((tx) => tx.put([key], key));

async function keysNow(): Promise<unknown[]> {
  const snapshot = await engine.snapshot();
  const entries = await snapshot.range({ prefix: [] });
  snapshot.close();
  return entries.map(({ key }) => key[0]);
}

describe("a commit of which only the sync failed has happened", () => {
  beforeEach(() => {
    vi.spyOn(Store.prototype, "write").mockImplementationOnce(function (this: Store, inside) {
      usual.call(this, inside);
      throw new Error("The disk did not sync.");
    });
  });

  it("and its caller is told so, not that it failed", async () => {
    expect(await put("a")).toMatchObject({ revision: 1 });
    expect(await put("b")).toMatchObject({ revision: 2 });
    expect(await keysNow()).toEqual(["a", "b"]);
  });

  it("and who wants it durable gets another sync", async () => {
    const write = vi.mocked(Store.prototype.write);
    const { revision } = await engine.transact((tx) => tx.put(["a"], 1), { durable: true });
    expect(revision).toBe(1);
    expect(write).toHaveBeenCalledTimes(2);
  });

  it("also when it erased something that it had put itself", async () => {
    const [putting, erasing] = [put("a"), engine.erase([["a"]])];
    expect(await putting).toMatchObject({ revision: 1 });
    expect(await erasing).toBe(2);
    expect(await engine.head()).toBe(2);
  });
});

describe("a commit that the store did not keep", () => {
  beforeEach(() => {
    vi.spyOn(Store.prototype, "write").mockImplementationOnce(function (this: Store, inside) {
      usual.call(this, () => {
        inside();
        throw new Error("The disk is broken.");
      });
    });
  });

  it("is refused, and whatever comes next sees nothing of it", async () => {
    await expect(put("a")).rejects.toMatchObject({ code: "engine-failed" });
    expect(await engine.head()).toBe(0);
    expect(await put("b")).toMatchObject({ revision: 1 });
    expect(await keysNow()).toEqual(["b"]);
    const { value } = await engine.transact((tx) => tx.get(["a"]));
    expect(value).toBeUndefined();
  });

  it("is refused, though another process has had its revision since", async () => {
    const other = await lmdbEngine({ path });
    await expect(put("a")).rejects.toMatchObject({ code: "engine-failed" });
    await other.transact((tx) => tx.put(["b"], 1));
    const { value } = await engine.transact((tx) => [tx.get(["a"]), tx.get(["b"])]);
    expect(value).toEqual([undefined, 1]);
    await other.close();
  });
});
