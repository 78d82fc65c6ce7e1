import { beforeEach, describe, expect, it } from "vitest";
import { eventually, memoryState, settle, type TestState } from "../testing/memory-state.ts";
import type { Changes, Snapshot } from "./engine.ts";
import { engineAround } from "./engine-around.ts";
import { inSnapshot, waitForValue, waitUntil } from "./watches.ts";

let world: TestState;
beforeEach(() => {
  world = memoryState();
});

const look = (snapshot: Snapshot) => snapshot.get<number>(["door"]);
const wait = (options = {}, engine = world.engine) =>
  waitUntil(engine, ["door"], look, { waitMsMax: 1_000, ...options });
const open = (value = 1) => world.engine.transact((tx) => tx.put(["door"], value));

/** The engine, with a count of the feeds that are open, and a moment to act before one opens. */
function observed({ beforeFeed = async () => {} }: { beforeFeed?: () => Promise<void> } = {}) {
  const feeds = new Set<Changes>();
  const { engine } = world;
  const observedEngine = engineAround(engine, {
    async snapshot(options) {
      const snapshot = await engine.snapshot(options);
      const close = snapshot.close.bind(snapshot);
      snapshot.close = () => {
        close();
        void beforeFeed();
      };
      return snapshot;
    },
    changes(options) {
      const feed = engine.changes(options);
      const close = feed.close.bind(feed);
      feeds.add(feed);
      feed.close = () => {
        feeds.delete(feed);
        close();
      };
      return feed;
    },
  });
  return { engine: observedEngine, feeds };
}

describe("waiting until", () => {
  it("what is there already ends at once, at the revision where it was seen", async () => {
    const { revision } = await open();
    expect(await wait()).toEqual({ found: 1, revision });
  });

  it("finds what comes, and not what else changes", async () => {
    const waiting = wait();
    await world.engine.transact((tx) => tx.put(["window"], 1));
    const { revision } = await open(7);
    expect(await waiting).toEqual({ found: 7, revision });
  });

  it("misses nothing that is committed between the look and the watch", async () => {
    let opened = false;
    const { engine } = observed({
      beforeFeed: async () => {
        if (opened) return;
        opened = true;
        await open();
      },
    });
    expect(await wait({}, engine)).toMatchObject({ found: 1 });
  });

  it("is undefined when the time is over, exactly then, and not before", async () => {
    let ended = false;
    const waiting = wait({ waitMsMax: 500 }).then((found) => {
      ended = true;
      return found;
    });
    await settle();
    world.clock.advance(499);
    await settle();
    expect(ended).toBe(false);
    world.clock.advance(1);
    expect(await waiting).toBeUndefined();
    await open();
  });

  it("is undefined when it is aborted, before or meanwhile", async () => {
    expect(await wait({ signal: AbortSignal.abort() })).toBeUndefined();
    const abort = new AbortController();
    const waiting = wait({ signal: abort.signal });
    await settle();
    abort.abort();
    expect(await waiting).toBeUndefined();
  });

  it("finds what is there even when there is no time at all", async () => {
    await open();
    expect(await wait({ waitMsMax: 0 })).toMatchObject({ found: 1 });
    expect(await wait({ signal: AbortSignal.abort() })).toMatchObject({ found: 1 });
  });

  it("looks again after a gap, which may have swallowed what it waits for", async () => {
    world = memoryState({ retention: { commits: 2 } });
    let looks = 0;
    const slow = async (snapshot: Snapshot) => {
      looks += 1;
      const found = await look(snapshot);
      if (looks === 1) {
        await open();
        for (let n = 0; n < 5; n++) await world.engine.transact((tx) => tx.put(["window"], n));
      }
      return found;
    };
    const found = await waitUntil(world.engine, ["door"], slow, { waitMsMax: 1_000 });
    expect(found).toMatchObject({ found: 1 });
  });

  it("sees that a lease lapses", async () => {
    await world.run((tx) => tx.put(["door"], 1, { lease: tx.lease(100) }));
    const gone = async (snapshot: Snapshot) => ((await look(snapshot)) ? undefined : "gone");
    const waiting = waitUntil(world.engine, ["door"], gone, { waitMsMax: 1_000 });
    await settle();
    world.clock.advance(100);
    expect(await waiting).toMatchObject({ found: "gone" });
  });

  it.each(["found at once", "found later", "time is over", "aborted", "failed", "failed later"])(
    "leaves no timer and no feed behind: %s",
    async (how) => {
      const { engine, feeds } = observed();
      const abort = new AbortController();
      if (how === "found at once") await open();
      let looks = 0;
      const looking = async (snapshot: Snapshot) => {
        looks += 1;
        if (how === "failed" || (how === "failed later" && looks > 1)) throw new Error(how);
        return look(snapshot);
      };
      const options = { waitMsMax: 1_000, signal: abort.signal };
      const waiting = waitUntil(engine, ["door"], looking, options).catch(() => "thrown");
      if (how !== "found at once" && how !== "failed") await eventually(() => feeds.size === 1);
      if (how === "found later" || how === "failed later") await open();
      if (how === "time is over") world.clock.advance(1_000);
      if (how === "aborted") abort.abort();
      await waiting;
      await eventually(() => feeds.size === 0);
      expect(world.clock.pending.size).toBe(0);
    },
  );
});

describe("waiting for a value", () => {
  const above = (limit: number) => (value: number | undefined) =>
    value !== undefined && value > limit ? value : undefined;
  const waitAbove = (limit: number, options = {}, engine = world.engine) =>
    waitForValue(engine, ["door"], above(limit), { waitMsMax: 1_000, ...options });

  it("ends at once with what is there, and else with what comes, at its revision", async () => {
    const { revision } = await open(1);
    expect(await waitAbove(0)).toEqual({ found: 1, revision });
    const waiting = waitAbove(1);
    await open(0);
    const higher = await open(2);
    await open(3);
    expect(await waiting).toEqual({ found: 2, revision: higher.revision });
  });

  it("takes no other key's value for it, above, beside or below", async () => {
    const waiting = waitAbove(0);
    await settle();
    for (const key of [["door", "handle"], ["doors"], ["window"]]) {
      await world.engine.transact((tx) => tx.put(key, 9));
    }
    const { revision } = await world.engine.transact((tx) => {
      tx.put(["door", "handle"], 8);
      tx.put(["door"], 7);
    });
    expect(await waiting).toEqual({ found: 7, revision });
  });

  it("sees that it is deleted, or that it was never there", async () => {
    await open();
    const gone = (value: number | undefined) => (value === undefined ? "gone" : undefined);
    const waiting = waitForValue(world.engine, ["door"], gone, { waitMsMax: 1_000 });
    await settle();
    await world.engine.transact((tx) => tx.delete(["door"]));
    expect(await waiting).toMatchObject({ found: "gone" });
    expect(await waitForValue(world.engine, ["door"], gone, { waitMsMax: 0 })).toBeDefined();
  });

  it("follows from a revision that is known, and misses nothing since", async () => {
    const { revision } = await open(1);
    const higher = await open(2);
    expect(await waitAbove(0, { after: revision })).toEqual({
      found: 2,
      revision: higher.revision,
    });
    expect(await waitAbove(0, { after: higher.revision, signal: AbortSignal.abort() })).toBe(
      undefined,
    );
  });

  it("looks itself after a gap, which may have swallowed it", async () => {
    world = memoryState({ retention: { commits: 2 } });
    const { revision } = await open(1);
    await open(2);
    for (let n = 0; n < 5; n++) await world.engine.transact((tx) => tx.put(["window"], n));
    expect(await waitAbove(1, { after: revision })).toMatchObject({ found: 2 });
  });

  it.each(["time is over", "aborted", "failed"])(
    "leaves no timer and no feed behind: %s",
    async (how) => {
      const { engine, feeds } = observed();
      const abort = new AbortController();
      const judge = (value: number | undefined) => {
        if (value !== undefined) throw new Error(how);
        return undefined;
      };
      const options = { waitMsMax: 1_000, signal: abort.signal };
      const waiting = waitForValue(engine, ["door"], judge, options).catch(() => "thrown");
      await eventually(() => feeds.size === 1);
      if (how === "time is over") world.clock.advance(1_000);
      if (how === "aborted") abort.abort();
      if (how === "failed") await open();
      expect(await waiting).toBe(how === "failed" ? "thrown" : undefined);
      expect(feeds.size).toBe(0);
      expect(world.clock.pending.size).toBe(0);
    },
  );
});

it("a snapshot is closed, also when reading fails", async () => {
  let closed = 0;
  const engine = observed({
    beforeFeed: async () => {
      closed += 1;
    },
  }).engine;
  expect(await inSnapshot(engine, async () => 5)).toEqual({ found: 5, revision: 0 });
  await expect(
    inSnapshot(engine, async () => {
      throw new Error("unreadable");
    }),
  ).rejects.toThrow("unreadable");
  expect(closed).toBe(2);
});
