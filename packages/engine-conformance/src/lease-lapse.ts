/** A lapsed lease is gone for every reader at once, whether or not anything ran, and for good. */

import type { LeaseId } from "@holdfast/shared-state/engine";
import { expect } from "vitest";
import type { Guarantee } from "./kit.ts";
import { expectAlive, expectLapsed, hold, KEY, renew, stoppedTimers } from "./leased-key.ts";
import { entriesOf, put, read } from "./reading.ts";
import { expectCode, nextCommit } from "./waiting.ts";

export const leasesLapse: Guarantee = ({ check, checkInTime, checkOn }) => {
  checkInTime(
    "what is left of a lease counts down, and is 0 for one that never was",
    async (open, clock) => {
      const engine = await open();
      const { value: left } = await engine.transact((tx) => tx.leaseLeftMs(tx.lease(500)));
      expect(left).toBe(500);
      const lease = await hold(engine, 1_000);
      for (const expected of [1_000, 900, 800]) {
        await expectAlive(engine, lease, expected);
        clock.advance(100);
      }
      expect((await engine.transact((tx) => tx.leaseLeftMs("no-such-lease"))).value).toBe(0);
    },
  );

  const stopped = stoppedTimers();
  checkOn(stopped.make, "absent at once though nothing has run to reap it", async (open) => {
    const [one, two] = [await open(), await open()];
    const lease = await hold(one, 1_000);
    await put(one, ["other"], 1);
    const before = await one.head();
    stopped.advance(1_000);
    for (const engine of [one, two]) {
      await expectLapsed(engine, lease);
      expect(await entriesOf(engine, { prefix: [] })).toEqual([[["other"], 1]]);
      expect(await entriesOf(engine, { prefix: [], limit: 1 })).toEqual([[["other"], 1]]);
    }
    expect(await one.head()).toBe(before);
  });

  checkOn(
    stopped.make,
    "a lapsed key can be taken by another before it is reaped",
    async (open) => {
      const [one, two] = [await open(), await open()];
      await hold(one, 1_000);
      stopped.advance(1_000);
      const { value: taken } = await two.transact((tx) => {
        if (tx.get(KEY) !== undefined) return false;
        tx.put(KEY, "taken");
        return true;
      });
      expect(taken).toBe(true);
      expect(await read(one, KEY)).toBe("taken");
    },
  );

  checkInTime(
    "renewing gives a lease its time from now, also a shorter one",
    async (open, clock) => {
      const [one, two] = [await open(), await open()];
      const lease = await hold(one, 1_000);
      clock.advance(600);
      expect(await renew(two, lease, 1_000)).toBe(true);
      clock.advance(999);
      await expectAlive(one, lease, 1);
      expect(await renew(one, lease, 300)).toBe(true);
      clock.advance(299);
      await expectAlive(two, lease, 1);
      clock.advance(1);
      await expectLapsed(two, lease);
    },
  );

  checkInTime(
    "once lapsed, a lease is never renewed and holds no key again",
    async (open, clock) => {
      const [one, two] = [await open(), await open()];
      const lease = await hold(one, 1_000);
      clock.advance(1_000);
      for (const engine of [one, two, one]) {
        expect(await renew(engine, lease, 5_000)).toBe(false);
        await expectLapsed(engine, lease);
        await expectCode(
          engine.transact((tx) => tx.put(["k"], 1, { lease })),
          "lease-lapsed",
        );
      }
    },
  );

  check("a revoked lease, or one that never was, is not renewed", async (open) => {
    const engine = await open();
    const lease = await hold(engine, 60_000);
    await engine.transact((tx) => tx.revoke(lease));
    expect(await renew(engine, lease, 60_000)).toBe(false);
    expect(await renew(engine, "no-such-lease", 60_000)).toBe(false);
    await expectLapsed(engine, lease);
  });

  checkInTime("renewing raises no revision and wakes no feed", async (open, clock) => {
    const [one, two] = [await open(), await open()];
    const lease = await hold(one, 1_000);
    const before = await one.head();
    const feed = two.changes();
    for (let round = 0; round < 5; round++) {
      clock.advance(500);
      const renewed = await one.transact((tx) => tx.renew(lease, 1_000));
      expect(renewed).toEqual({ value: true, revision: before });
    }
    expect(await two.head()).toBe(before);
    const revision = await put(one, ["marker"], 1);
    expect(revision).toBe(before + 1);
    expect(await nextCommit(feed)).toMatchObject({ revision });
    await expectAlive(two, lease, 1_000);
  });

  checkInTime("a body that renews and then throws has renewed nothing", async (open, clock) => {
    const engine = await open();
    const lease = await hold(engine, 1_000);
    const attempt = engine.transact((tx) => {
      tx.renew(lease, 5_000);
      throw new Error("changed its mind");
    });
    await expect(attempt).rejects.toThrow();
    clock.advance(1_000);
    await expectLapsed(engine, lease);
  });

  checkInTime(
    "a body that makes or revokes a lease and then throws has done neither",
    async (open, clock) => {
      const engine = await open();
      const lease = await hold(engine, 1_000);
      let made: LeaseId = "";
      const attempt = engine.transact((tx) => {
        made = tx.lease(1_000);
        tx.revoke(lease);
        throw new Error("changed its mind");
      });
      await expect(attempt).rejects.toThrow();
      await expectAlive(engine, lease, 1_000);
      expect((await engine.transact((tx) => tx.leaseLeftMs(made))).value).toBe(0);
      clock.advance(999);
      await expectAlive(engine, lease, 1);
    },
  );

  checkInTime("a snapshot judges leases at the moment when it was taken", async (open, clock) => {
    const [one, two] = [await open(), await open()];
    const lease = await hold(one, 1_000);
    clock.advance(400);
    const snapshot = await two.snapshot();
    clock.advance(600);
    await expectLapsed(one, lease);
    expect(await snapshot.get(KEY)).toBe("held");
    expect(await snapshot.range({ prefix: [] })).toHaveLength(1);
    expect(await snapshot.leaseLeftMs(lease)).toBe(600);
    snapshot.close();
  });

  check("no lease id is given twice, across handles", async (open) => {
    const handles = [await open(), await open(), await open()];
    const made = await Promise.all(
      Array.from({ length: 60 }, (_, index) =>
        handles[index % 3]!.transact((tx) => [tx.lease(60_000), tx.lease(60_000)]),
      ),
    );
    expect(new Set(made.flatMap(({ value }) => value)).size).toBe(120);
  });
};
