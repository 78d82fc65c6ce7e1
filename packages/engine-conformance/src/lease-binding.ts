/** A key is bound to the lease that it was last put under, or to none; revoking takes those keys. */

import { expect } from "vitest";
import type { Guarantee } from "./kit.ts";
import { entriesOf, put, read } from "./reading.ts";
import { changedKeys, nextCommit, until } from "./waiting.ts";

export const leasesBindKeys: Guarantee = ({ check, checkInTime }) => {
  checkInTime(
    "a key put anew without a lease stays when the old one lapses",
    async (open, clock) => {
      const engine = await open();
      await engine.transact((tx) => {
        const lease = tx.lease(1_000);
        tx.put(["detached"], "leased", { lease });
        tx.put(["bound"], "leased", { lease });
      });
      await put(engine, ["detached"], "kept");
      const feed = engine.changes();
      clock.advance(1_000);
      await until(async () => (await engine.head()) === 3, clock);
      expect(changedKeys(await nextCommit(feed))).toEqual(['["bound"]']);
      expect(await entriesOf(engine, { prefix: [] })).toEqual([[["detached"], "kept"]]);
    },
  );

  checkInTime("a key put under another lease lives as long as that one", async (open, clock) => {
    const [one, two] = [await open(), await open()];
    await one.transact((tx) => tx.put(["k"], "first", { lease: tx.lease(1_000) }));
    await two.transact((tx) => tx.put(["k"], "second", { lease: tx.lease(3_000) }));
    clock.advance(2_999);
    expect(await read(one, ["k"])).toBe("second");
    clock.advance(1);
    expect(await read(one, ["k"])).toBeUndefined();
  });

  checkInTime("a key moved to a shorter lease goes with that one", async (open, clock) => {
    const engine = await open();
    await engine.transact((tx) => tx.put(["k"], "first", { lease: tx.lease(3_000) }));
    await engine.transact((tx) => tx.put(["k"], "second", { lease: tx.lease(1_000) }));
    clock.advance(1_000);
    expect(await read(engine, ["k"])).toBeUndefined();
    clock.advance(2_000);
    expect(await read(engine, ["k"])).toBeUndefined();
  });

  checkInTime("a key that was deleted and put anew is bound to nothing", async (open, clock) => {
    const engine = await open();
    await engine.transact((tx) => tx.put(["k"], 1, { lease: tx.lease(1_000) }));
    await engine.transact((tx) => tx.delete(["k"]));
    await put(engine, ["k"], 2);
    clock.advance(1_000);
    expect(await read(engine, ["k"])).toBe(2);
  });

  checkInTime("of two leases made in one body, each takes its own keys", async (open, clock) => {
    const engine = await open();
    await engine.transact((tx) => {
      tx.put(["short"], 1, { lease: tx.lease(1_000) });
      tx.put(["long"], 1, { lease: tx.lease(2_000) });
      tx.put(["for good"], 1);
    });
    clock.advance(1_000);
    expect(await read(engine, ["short"])).toBeUndefined();
    expect(await read(engine, ["long"])).toBe(1);
    clock.advance(1_000);
    expect(await entriesOf(engine, { prefix: [] })).toEqual([[["for good"], 1]]);
  });

  check("revoking deletes the lease's keys in that one commit", async (open) => {
    const [one, two] = [await open(), await open()];
    const { value: lease } = await one.transact((tx) => tx.lease(60_000));
    await one.transact((tx) => tx.put(["a"], 1, { lease }));
    await one.transact((tx) => tx.put(["b"], 1, { lease }));
    await put(one, ["c"], 1);
    const feed = one.changes();
    const { revision } = await two.transact((tx) => {
      tx.revoke(lease);
      expect([tx.get(["a"]), tx.get(["b"]), tx.leaseLeftMs(lease)]).toEqual([
        undefined,
        undefined,
        0,
      ]);
      tx.put(["d"], 1);
    });
    const commit = await nextCommit(feed);
    expect(commit.revision).toBe(revision);
    expect(changedKeys(commit)).toEqual(['["a"]', '["b"]', '["d"]']);
    const deleted = commit.changes.filter(({ value }) => value === undefined);
    expect(deleted).toHaveLength(2);
    expect(await entriesOf(one, { prefix: [] })).toEqual([
      [["c"], 1],
      [["d"], 1],
    ]);
  });

  check("a key put in the body that revokes its old lease stays", async (open) => {
    const engine = await open();
    const { value: lease } = await engine.transact((tx) => {
      const made = tx.lease(60_000);
      for (const key of ["before", "after", "moved", "bound"]) tx.put([key], 1, { lease: made });
      return made;
    });
    await engine.transact((tx) => {
      tx.put(["before"], 2);
      tx.put(["moved"], 2, { lease: tx.lease(60_000) });
      tx.put(["again"], 2, { lease });
      tx.revoke(lease);
      tx.put(["after"], 2);
    });
    expect(await entriesOf(engine, { prefix: [] })).toEqual([
      [["after"], 2],
      [["before"], 2],
      [["moved"], 2],
    ]);
  });

  check("revoking a lease that has ended does nothing, and makes no commit", async (open) => {
    const engine = await open();
    const { value: lease } = await engine.transact((tx) => tx.lease(60_000));
    await engine.transact((tx) => tx.revoke(lease));
    const revision = await put(engine, ["k"], 1);
    expect(await engine.transact((tx) => tx.revoke(lease))).toMatchObject({ revision });
    expect(await engine.transact((tx) => tx.revoke("no-such-lease"))).toMatchObject({ revision });
    expect(await engine.head()).toBe(revision);
  });
};
