import { describe, expect, it } from "vitest";
import type { Body, LeaseId, Manifest, Transaction } from "./engine.ts";
import { type EncodedKey, encodeKey } from "./keys.ts";
import { type StoredValue, TransactionBuffer } from "./transaction-buffer.ts";

const limits: Manifest = {
  name: "limits",
  distributed: false,
  leaseMsMin: 10,
  leaseLagMs: 0,
  transactionKeysMax: 3,
  keyBytesMax: 16,
  valueBytesMax: 12,
  retention: { commits: 1, ms: 1, bytes: 1 },
};

interface Committed {
  readonly values?: Record<string, StoredValue>;
  readonly leases?: Record<LeaseId, number>;
}

function bufferOver({ values = {}, leases = {} }: Committed = {}): TransactionBuffer {
  const stored = new Map<EncodedKey, StoredValue>();
  for (const [name, value] of Object.entries(values)) stored.set(encodeKey([name]), value);
  let made = 0;
  return new TransactionBuffer(
    {
      read: (key) => stored.get(key),
      leaseLeftMs: (lease) => leases[lease] ?? 0,
      newLeaseId: () => `new-${++made}`,
    },
    limits,
  );
}

function expectCode(body: Body<unknown>, code: string, buffer = bufferOver()): void {
  expect(() => buffer.run(body)).toThrow(expect.objectContaining({ code }));
}

describe("a transaction's buffer", () => {
  it("refuses a key, a value and a number of keys beyond the limit, and takes them on it", () => {
    const longest = "k".repeat(limits.keyBytesMax - 2);
    bufferOver().run((tx) => tx.put([longest], 1));
    expectCode((tx) => tx.put([`${longest}k`], 1), "key-too-large");
    expectCode((tx) => tx.get([`${longest}k`]), "key-too-large");
    bufferOver().run((tx) => tx.put(["k"], "0123456789"));
    bufferOver().run((tx) => tx.put(["k"], "01234567é"));
    expectCode((tx) => tx.put(["k"], "0123456789a"), "value-too-large");
    expectCode((tx) => tx.put(["k"], "012345678é"), "value-too-large");
    const putMany = (count: number) => (tx: Transaction) => {
      for (let index = 0; index < count; index++) tx.put([index], index);
      for (let index = 0; index < count; index++) tx.put([index], -index);
    };
    bufferOver().run(putMany(3));
    expectCode(putMany(4), "transaction-too-large");
  });

  it("counts deletions as writes, but not those of what is not there", () => {
    const values = { a: { json: "1" }, b: { json: "1" }, c: { json: "1" }, d: { json: "1" } };
    const deleteAll: Body<void> = (tx) => {
      for (const name of Object.keys(values)) tx.delete([name]);
    };
    expectCode(deleteAll, "transaction-too-large", bufferOver({ values }));
    const absent = bufferOver();
    absent.run(deleteAll);
    expect(absent.changesState).toBe(false);
  });

  it("refuses what JSON cannot carry", () => {
    const circle: { self?: unknown } = {};
    circle.self = circle;
    for (const value of [undefined, () => 1, 1n, { deep: 1n }, circle, Symbol("s")]) {
      expectCode((tx) => tx.put(["k"], value), "value-invalid");
    }
  });

  it("refuses empty keys, leases that are too short, and none at all", () => {
    expectCode((tx) => tx.put([], 1), "key-invalid");
    expectCode((tx) => tx.get([]), "key-invalid");
    expectCode((tx) => tx.lease(9), "lease-too-short");
    expectCode((tx) => tx.lease(Number.NaN), "lease-too-short");
    expectCode((tx) => tx.renew("l", 9), "lease-too-short", bufferOver({ leases: { l: 50 } }));
    bufferOver().run((tx) => tx.lease(10));
  });

  it("refuses an asynchronous body, and a handle kept after the body", async () => {
    expectCode(async () => 1, "transaction-asynchronous");
    expectCode(() => Promise.reject(new Error("nobody hears this")), "transaction-asynchronous");
    let kept: Transaction | undefined;
    bufferOver().run((tx) => {
      kept = tx;
    });
    for (const use of [
      () => kept?.get(["k"]),
      () => kept?.put(["k"], 1),
      () => kept?.delete(["k"]),
      () => kept?.lease(100),
      () => kept?.leaseLeftMs("l"),
      () => kept?.revoke("l"),
    ]) {
      expect(use).toThrow(expect.objectContaining({ code: "transaction-finished" }));
    }
  });

  it("reads its own writes, as fresh copies", () => {
    bufferOver({ values: { a: { json: '{"n":1}' } } }).run((tx) => {
      tx.get<{ n: number }>(["a"])!.n = 2;
      expect(tx.get(["a"])).toEqual({ n: 1 });
      const value = { n: 3 };
      tx.put(["a"], value);
      value.n = 4;
      expect(tx.get(["a"])).toEqual({ n: 3 });
      tx.delete(["a"]);
      expect(tx.get(["a"])).toBeUndefined();
      tx.put(["a"], null);
      expect(tx.get(["a"])).toBeNull();
    });
  });

  it("does not see keys of a lease that has ended, nor binds keys to one", () => {
    const values = { dead: { json: "1", lease: "dead" }, live: { json: "1", lease: "live" } };
    const buffer = bufferOver({ values, leases: { live: 5 } });
    buffer.run((tx) => {
      expect(tx.get(["dead"])).toBeUndefined();
      expect(tx.get(["live"])).toBe(1);
      expect(tx.renew("dead", 100)).toBe(false);
      expect(() => tx.put(["k"], 1, { lease: "dead" })).toThrow(
        expect.objectContaining({ code: "lease-lapsed" }),
      );
      tx.revoke("live");
      expect(tx.get(["live"])).toBeUndefined();
      expect(tx.leaseLeftMs("live")).toBe(0);
      expect(tx.renew("live", 100)).toBe(false);
    });
    expect(buffer.writes.size).toBe(0);
    expect([...buffer.leases]).toEqual([["live", { kind: "revoked" }]]);
  });

  it("drops what it had put under a lease that it then revokes, and keeps what moved away", () => {
    const buffer = bufferOver();
    buffer.run((tx) => {
      const lease = tx.lease(100);
      tx.put(["stays"], 1, { lease });
      tx.put(["goes"], 1, { lease });
      tx.put(["stays"], 2);
      tx.revoke(lease);
      expect(tx.get(["stays"])).toBe(2);
      expect(tx.get(["goes"])).toBeUndefined();
    });
    expect(buffer.writes.get(encodeKey(["goes"]))?.stored).toBeUndefined();
  });

  it("needs no commit for a renewal alone, and one for a lease that it made", () => {
    const renewing = bufferOver({ leases: { l: 5 } });
    expect(renewing.run((tx) => tx.renew("l", 100))).toBe(true);
    expect(renewing.changesState).toBe(false);
    const granting = bufferOver();
    granting.run((tx) => tx.renew(tx.lease(100), 200));
    expect([...granting.leases.values()]).toEqual([{ kind: "granted", forMs: 200 }]);
    expect(granting.changesState).toBe(true);
  });
});
