import { beforeEach, describe, expect, it } from "vitest";
import { memoryState, type TestState } from "../testing/memory-state.ts";
import { placeHold } from "./holds.ts";
import { checkFence, enterQueue, leaveQueue, lockHolder, releaseLock } from "./lock-queue.ts";

const name = "room/turing";
const leaseMs = 100;
const now = 5;

/** Reaped or not: a lapsed lease's keys are not seen, and that is all that counts. */
describe.each([true, false])("a lock's queue (leases reaped: %s)", (reaping) => {
  let world: TestState;
  beforeEach(() => {
    world = memoryState({ reaping });
  });

  const enter = (ticket: string, lock = name) =>
    world.run((tx) => enterQueue(tx, lock, { ticket, by: `by ${ticket}`, leaseMs, now }));
  const leave = (ticket: string) => world.run((tx) => leaveQueue(tx, name, { ticket, now }));
  const release = (fence: number) => world.run((tx) => releaseLock(tx, { name, fence }, { now }));
  const check = (fence: number, lock = name) =>
    world.run((tx) => checkFence(tx, { name: lock, fence }));
  const holder = (lock = name) => world.run((tx) => lockHolder(tx, lock));

  it("is lost exactly when the lease ends, also when nobody else has come", async () => {
    await enter("a");
    world.clock.advance(leaseMs - 1);
    expect(await check(1)).toMatchObject({ ok: true });
    world.clock.advance(1);
    expect(await check(1)).toEqual({ ok: false, reason: "lock-lost" });
    expect(await holder()).toBeUndefined();
    expect(await release(1)).toEqual({ ok: false, reason: "lock-lost" });
  });

  it("tells a fence that was lost from one that was never granted", async () => {
    expect(await check(1)).toEqual({ ok: false, reason: "lock-never-held" });
    await enter("a");
    await enter("b");
    for (const fence of [2, 0, -1, 0.5, Number.NaN]) {
      expect(await check(fence)).toEqual({ ok: false, reason: "lock-never-held" });
    }
    await release(1);
    expect(await check(1)).toEqual({ ok: false, reason: "lock-lost" });
    expect(await check(2)).toMatchObject({ ok: true });
  });

  it("never grants a fence twice, also when the lock was free in between", async () => {
    for (const fence of [1, 2, 3]) {
      expect(await enter(`t${fence}`)).toMatchObject({ ok: true, holder: { fence } });
      await release(fence);
    }
    await enter("t4");
    world.clock.advance(leaseMs);
    expect(await enter("t5")).toMatchObject({ ok: true, holder: { fence: 5 } });
  });

  it("has a newcomer wait behind those who wait already, although the holder has died", async () => {
    await enter("a");
    world.clock.advance(leaseMs - 1);
    await enter("b");
    world.clock.advance(1);
    expect(await enter("c")).toMatchObject({ reason: "queued", lockedBy: "by b" });
    expect(await holder()).toMatchObject({ ticket: "b", fence: 2 });
  });

  it("passes over waiters that died in the queue", async () => {
    await enter("a");
    await enter("dead");
    world.clock.advance(leaseMs - 1);
    const kept = await holder();
    await world.run((tx) => tx.renew(kept!.lease, leaseMs));
    await enter("c");
    world.clock.advance(1);
    await release(1);
    expect(await holder()).toMatchObject({ ticket: "c", fence: 2 });
  });

  it("gives whoever is granted it a whole lease, however long the waiting took", async () => {
    await enter("a");
    await enter("b");
    world.clock.advance(leaseMs - 1);
    await release(1);
    world.clock.advance(leaseMs - 1);
    expect(await check(2)).toMatchObject({ ok: true });
    world.clock.advance(1);
    expect(await check(2)).toMatchObject({ reason: "lock-lost" });
  });

  it("keeps what was granted to somebody who was about to give up", async () => {
    await enter("a");
    await enter("b");
    await release(1);
    expect(await leave("b")).toMatchObject({ ok: true, holder: { fence: 2 } });
    expect(await holder()).toMatchObject({ ticket: "b" });
  });

  it("tells whoever gives up who has it, and forgets their place", async () => {
    await enter("a");
    await enter("b");
    expect(await leave("b")).toEqual({
      ...{ ok: false, reason: "left" },
      ...{ lockedBy: "by a", lockedSince: now },
    });
    await release(1);
    expect(await holder()).toBeUndefined();
  });

  it("is one place, however often a ticket is shown", async () => {
    await enter("a");
    await enter("a");
    await enter("b");
    await enter("b");
    await release(1);
    await release(2);
    expect(await holder()).toBeUndefined();
  });

  it("is not confused by a sibling's name, or by an empty one", async () => {
    for (const [index, lock] of ["room/t", "room/tu", "room", ""].entries()) {
      expect(await enter(`t${index}`, lock)).toMatchObject({ ok: true, holder: { fence: 1 } });
    }
    expect(await holder("room/tur")).toBeUndefined();
    expect(await check(1, "room/tur")).toMatchObject({ reason: "lock-never-held" });
  });

  describe("of a resource", () => {
    const slot = { resource: name, start: 0, end: 1_000 };
    const place = (id: string, underLocks?: { name: string; fence: number }[], at = slot) =>
      world.run((tx) => placeHold(tx, at, { id, by: "ada", forMs: 50, now, underLocks }));

    it("keeps everybody from placing holds but its holder", async () => {
      await enter("a");
      expect(await place("h1")).toEqual({
        ...{ ok: false, reason: "locked" },
        ...{ lockedBy: "by a", lockedSince: now },
      });
      expect(await place("h2", [{ name, fence: 1 }])).toMatchObject({ ok: true });
    });

    it("refuses a holder that has lost it, also elsewhere, and when the lock is free", async () => {
      await enter("a");
      world.clock.advance(leaseMs);
      expect(await place("h1", [{ name, fence: 1 }])).toMatchObject({ reason: "lock-lost" });
      const elsewhere = { ...slot, resource: "room/hopper" };
      const under = [{ name, fence: 1 }];
      expect(await place("h1", under, elsewhere)).toMatchObject({ reason: "lock-lost" });
      expect(await place("h1", [{ name, fence: 2 }])).toMatchObject({ reason: "lock-never-held" });
      expect(await place("h1")).toMatchObject({ ok: true });
    });

    it("does not let a holder into what somebody else has locked", async () => {
      await enter("a");
      await enter("b", "room/hopper");
      const elsewhere = { ...slot, resource: "room/hopper" };
      expect(await place("h1", [{ name, fence: 1 }], elsewhere)).toMatchObject({
        ...{ reason: "locked", lockedBy: "by b" },
      });
    });
  });
});
