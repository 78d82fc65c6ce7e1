import { describe, expect, it } from "vitest";
import { memoryState, settle } from "../testing/memory-state.ts";
import { openSharedState } from "./state.ts";

const KEY = ["counter"];

describe("reading at least a revision", () => {
  it("ends in a code when the revision never comes, as that of another state", async () => {
    const { state, clock } = memoryState();
    const reading = state.read(async () => "read", { atLeast: 1, waitMsMax: 100 });
    const refused = expect(reading).rejects.toMatchObject({ code: "revision-in-the-future" });
    await settle();
    clock.advance(100);
    await refused;
    expect(clock.pending.size).toBe(0);
  });

  it("does not look before the revision is there", async () => {
    const { state, clock } = memoryState();
    let looked = false;
    const look = async () => {
      looked = true;
    };
    const reading = state.read(look, { atLeast: 3, waitMsMax: 100 });
    for (const value of [1, 2]) await state.transact((tx) => tx.put(KEY, value));
    await settle();
    expect(looked).toBe(false);
    await state.transact((tx) => tx.put(KEY, 3));
    await reading;
    expect(looked).toBe(true);
    expect(clock.pending.size).toBe(0);
  });

  it("sees it at once when it is of a commit that changed no key", async () => {
    const { state, another } = memoryState();
    const other = openSharedState({ engine: another(), actor: "test/2" });
    const reading = state.read(async () => "read", { atLeast: 1 });
    await settle();
    expect((await other.transact((tx) => tx.lease(60_000))).revision).toBe(1);
    expect(await reading).toBe("read");
  });

  it("does not wait at all when it is not allowed to", async () => {
    const { state } = memoryState();
    const reading = state.read(async () => "read", { atLeast: 1, waitMsMax: 0 });
    await expect(reading).rejects.toMatchObject({ code: "revision-in-the-future" });
  });

  it("gives up when it is told to, and when the engine closes", async () => {
    const { state, another } = memoryState();
    const giveUp = new AbortController();
    const abandoned = state.read(async () => "read", { atLeast: 9, signal: giveUp.signal });
    giveUp.abort();
    await expect(abandoned).rejects.toMatchObject({ code: "revision-in-the-future" });
    const other = openSharedState({ engine: another(), actor: "test/2" });
    const closed = other.read(async () => "read", { atLeast: 9 });
    const refused = expect(closed).rejects.toMatchObject({ code: "engine-closed" });
    await settle();
    await other.close();
    await refused;
  });

  it("is satisfied by a gap that leaps over the revision", async () => {
    const { state, another } = memoryState({ retention: { commits: 2 } });
    const other = openSharedState({ engine: another(), actor: "test/2" });
    const reading = state.read((snapshot) => snapshot.get(KEY), { atLeast: 3 });
    for (let value = 1; value <= 9; value++) await other.transact((tx) => tx.put(KEY, value));
    expect(await reading).toBeGreaterThanOrEqual(3);
  });
});

describe("a session", () => {
  it("reads its own writes in another process", async () => {
    const { state, another } = memoryState();
    const other = openSharedState({ engine: another(), actor: "test/2" });
    const writing = state.session();
    await writing.transact((tx) => tx.put(KEY, 1));
    const reading = other.session(writing.seen);
    expect(await reading.read((snapshot) => snapshot.get(KEY))).toBe(1);
    expect(reading.seen).toBe(1);
  });

  it("never reads an older state than one that it was told of", async () => {
    const { state, clock } = memoryState();
    await state.transact((tx) => tx.put(KEY, 1));
    const session = state.session();
    session.see(7);
    session.see(2);
    expect(session.seen).toBe(7);
    const reading = session.read((snapshot) => snapshot.get(KEY), { waitMsMax: 50 });
    const refused = expect(reading).rejects.toMatchObject({ code: "revision-in-the-future" });
    await settle();
    clock.advance(50);
    await refused;
  });

  it("writes only after what it has read: not to a state that was restored from a copy", async () => {
    const { state, clock } = memoryState();
    const session = state.session(5);
    const writing = session.transact((tx) => tx.put(KEY, 1));
    const refused = expect(writing).rejects.toMatchObject({ code: "revision-in-the-future" });
    await settle();
    clock.advance(5_000);
    await refused;
    expect(await state.engine.head()).toBe(0);
  });

  it("has its writes in their order, each at a higher revision", async () => {
    const { state } = memoryState();
    const session = state.session();
    const revisions: number[] = [];
    for (const value of [1, 2, 3]) {
      revisions.push((await session.transact((tx) => tx.put(KEY, value))).revision);
    }
    expect(revisions).toEqual([1, 2, 3]);
    expect(session.seen).toBe(3);
  });
});
