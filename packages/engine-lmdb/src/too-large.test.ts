import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Engine, isHoldfastError } from "@holdfast/shared-state/engine";
import { afterEach, beforeEach, expect, test } from "vitest";
import { lmdbEngine } from "./lmdb-engine.ts";

let path = "";
let engine: Engine;
beforeEach(async () => {
  path = mkdtempSync(join(tmpdir(), "holdfast-large-"));
  engine = await lmdbEngine({ path });
});
afterEach(async () => {
  await engine.close();
  rmSync(path, { recursive: true });
});

test("a value that is too large is refused by name, and nothing of its transaction is kept", async () => {
  const { valueBytesMax } = engine.manifest;
  await engine.transact((tx) => tx.put(["before"], 1));
  const outcome = engine.transact((tx) => {
    tx.put(["before"], 2);
    tx.put(["large"], "x".repeat(valueBytesMax));
  });
  const error = await outcome.catch((thrown: unknown) => thrown);
  expect(isHoldfastError(error, "value-too-large")).toBe(true);
  const { value, revision } = await engine.transact((tx) => [
    tx.get(["before"]),
    tx.get(["large"]),
  ]);
  expect(value).toEqual([1, undefined]);
  expect(revision).toBe(1);
});

test("as many of the largest values as a transaction may hold: read from the log, the tree, the past", async () => {
  const { transactionKeysMax, valueBytesMax } = engine.manifest;
  const largest = (mark: string) => mark.repeat(valueBytesMax - 2); // Two quotes.
  const put = (mark: string) => (index: number) =>
    engine.transact((tx) => {
      for (let key = 0; key < index; key++) tx.put(["large", key], largest(mark));
    });
  const { revision } = await put("a")(transactionKeysMax);
  await expectAll(engine, "a");
  await put("b")(transactionKeysMax);
  await expectAll(engine, "b");
  const past = await engine.snapshot({ revision });
  expect(await past.get(["large", transactionKeysMax - 1])).toBe(largest("a"));
  past.close();
  const other = await lmdbEngine({ path });
  await expectAll(other, "b");
  await other.close();
}, 60_000);

async function expectAll(reader: Engine, mark: string): Promise<void> {
  const { transactionKeysMax, valueBytesMax } = reader.manifest;
  const snapshot = await reader.snapshot();
  for (let key = 0; key < transactionKeysMax; key++) {
    const value = await snapshot.get<string>(["large", key]);
    expect(value?.length).toBe(valueBytesMax - 2);
    expect(value?.[0]).toBe(mark);
  }
  snapshot.close();
}
