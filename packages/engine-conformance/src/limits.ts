/** The limits of the manifest, each on its boundary, and the code for going beyond it. */

import {
  type Body,
  type Engine,
  type ErrorCode,
  encodeKey,
  type Key,
  type Transaction,
} from "@holdfast/shared-state/engine";
import { expect } from "vitest";
import type { Guarantee } from "./kit.ts";
import { put, read } from "./reading.ts";
import { expectCode } from "./waiting.ts";

export const limits: Guarantee = ({ check }) => {
  check("keys that cannot be keys are refused as key-invalid", async (open) => {
    const engine = await open();
    const keys: unknown[] = [
      [],
      [Number.NaN],
      [Number.POSITIVE_INFINITY],
      ["\ud800"],
      [null],
      [true],
    ];
    for (const key of keys) {
      await expectRefused(engine, "key-invalid", (tx) => tx.put(key as Key, 1));
      await expectRefused(engine, "key-invalid", (tx) => tx.get(key as Key));
      await expectRefused(engine, "key-invalid", (tx) => tx.delete(key as Key));
    }
  });

  check("the longest key is taken, and one byte more is key-too-large", async (open) => {
    const engine = await open();
    const longest = engine.manifest.keyBytesMax - encodeKey([""]).length;
    for (const letter of ["x", "é", "\0"]) {
      const bytes = encodeKey([letter]).length - encodeKey([""]).length;
      const key = [letter.repeat(Math.floor(longest / bytes)) + "x".repeat(longest % bytes)];
      expect(encodeKey(key)).toHaveLength(engine.manifest.keyBytesMax);
      await put(engine, key, letter);
      expect(await read(engine, key)).toBe(letter);
      await expectRefused(engine, "key-too-large", (tx) => tx.put([`${key[0]}x`], 1));
    }
  });

  check("what JSON cannot carry is value-invalid", async (open) => {
    const engine = await open();
    const circular: Record<string, unknown> = {};
    circular.itself = circular;
    for (const value of [undefined, () => 1, Symbol("s"), 1n, { deep: [1n] }, circular]) {
      await expectRefused(engine, "value-invalid", (tx) => tx.put(["v"], value));
    }
  });

  check("the largest value is taken, and one byte more is value-too-large", async (open) => {
    const engine = await open();
    const quotes = 2;
    const largest = engine.manifest.valueBytesMax - quotes;
    for (const letter of ["x", "é"]) {
      const bytes = Buffer.byteLength(letter);
      const value = letter.repeat(Math.floor(largest / bytes)) + "x".repeat(largest % bytes);
      await put(engine, ["v"], value);
      expect((await read(engine, ["v"])) === value).toBe(true);
      await expectRefused(engine, "value-too-large", (tx) => tx.put(["v"], `${value}x`));
    }
  });

  check("the largest transaction is taken, one key more is transaction-too-large", async (open) => {
    const engine = await open();
    const { transactionKeysMax } = engine.manifest;
    const write = (tx: Transaction, count: number) => {
      for (let index = 0; index < count; index++) tx.put(["k", index], index);
      for (let index = 0; index < count; index++) tx.put(["k", index], -index);
    };
    await expectRefused(engine, "transaction-too-large", (tx) => write(tx, transactionKeysMax + 1));
    await engine.transact((tx) => write(tx, transactionKeysMax));
    expect(await read(engine, ["k", transactionKeysMax - 1])).toBe(1 - transactionKeysMax);
  });

  check("a key too many that the body swallows is not written", async (open) => {
    const engine = await open();
    const { transactionKeysMax } = engine.manifest;
    await engine.transact((tx) => {
      for (let index = 0; index < transactionKeysMax; index++) tx.put(["k", index], index);
      expect(() => tx.put(["one too many"], 1)).toThrow();
    });
    expect(await read(engine, ["one too many"])).toBeUndefined();
    expect(await read(engine, ["k", 0])).toBe(0);
  });

  check("a refused write that the body swallows still takes nothing else with it", async (open) => {
    const engine = await open();
    await engine.transact((tx) => {
      tx.put(["good"], 1);
      expect(() => tx.put([], 1)).toThrow();
      expect(() => tx.put(["bad"], undefined)).toThrow();
    });
    expect(await read(engine, ["good"])).toBe(1);
    expect(await read(engine, ["bad"])).toBeUndefined();
  });

  check("a body that returns a promise is transaction-asynchronous", async (open) => {
    const engine = await open();
    await expectRefused(engine, "transaction-asynchronous", async (tx) => tx.put(["a"], 1));
    await expectRefused(engine, "transaction-asynchronous", async (tx) => {
      tx.put(["a"], 1);
      throw new Error("nobody is to be told of this as an unhandled rejection");
    });
  });

  check("a handle kept beyond its body is transaction-finished", async (open) => {
    const engine = await open();
    const { value: kept } = await engine.transact((tx) => ({ tx }));
    const uses: ((tx: Transaction) => unknown)[] = [
      (tx) => tx.get(["a"]),
      (tx) => tx.put(["a"], 1),
      (tx) => tx.delete(["a"]),
      (tx) => tx.lease(1_000),
      (tx) => tx.renew("lease", 1_000),
      (tx) => tx.revoke("lease"),
      (tx) => tx.leaseLeftMs("lease"),
    ];
    for (const use of uses) {
      await expectCode(
        Promise.resolve().then(() => use(kept.tx)),
        "transaction-finished",
      );
    }
  });

  check("the shortest lease is taken, and a shorter one is lease-too-short", async (open) => {
    const engine = await open();
    const { leaseMsMin } = engine.manifest;
    for (const forMs of [leaseMsMin - 1, 0, -1, Number.NaN]) {
      await expectRefused(engine, "lease-too-short", (tx) => tx.lease(forMs));
    }
    const { value: lease } = await engine.transact((tx) => tx.lease(leaseMsMin));
    await expectRefused(engine, "lease-too-short", (tx) => tx.renew(lease, leaseMsMin - 1));
  });

  check("a put under a lease that was revoked or never was is lease-lapsed", async (open) => {
    const engine = await open();
    const { value: lease } = await engine.transact((tx) => tx.lease(60_000));
    await engine.transact((tx) => tx.revoke(lease));
    await expectRefused(engine, "lease-lapsed", (tx) => tx.put(["a"], 1, { lease }));
    await expectRefused(engine, "lease-lapsed", (tx) => tx.put(["a"], 1, { lease: "no-such" }));
    await expectRefused(engine, "lease-lapsed", (tx) => {
      const own = tx.lease(60_000);
      tx.revoke(own);
      tx.put(["a"], 1, { lease: own });
    });
  });

  check("the manifest's limits leave room for what the shared state needs", async (open) => {
    const { manifest } = await open();
    expect(manifest.transactionKeysMax).toBeGreaterThanOrEqual(64);
    expect(manifest.keyBytesMax).toBeGreaterThanOrEqual(512);
    expect(manifest.valueBytesMax).toBeGreaterThanOrEqual(64 * 1024);
    expect(manifest.leaseLagMs).toBeGreaterThanOrEqual(0);
  });
};

/** The body is refused with that code, and nothing of what it wrote before is kept. */
async function expectRefused(engine: Engine, code: ErrorCode, body: Body<unknown>): Promise<void> {
  const before = await engine.head();
  const attempt = engine.transact((tx) => {
    tx.put(["canary"], "written");
    return body(tx);
  });
  await expectCode(attempt, code);
  expect(await engine.head()).toBe(before);
  expect(await read(engine, ["canary"])).toBeUndefined();
}
