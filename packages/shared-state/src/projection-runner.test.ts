import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { eventually, settle } from "../testing/memory-state.ts";
import { mortalEngine } from "../testing/mortal-engine.ts";
import {
  beginAnew,
  commitsOf,
  expectNoGarbage,
  put,
  putMany,
  start,
  statusOf,
  stop,
  stopAll,
  world,
} from "../testing/projecting.ts";
import { caughtUp, foldNumbers, startRunner, talliesOf } from "../testing/tallies.ts";
import { HoldfastError } from "./errors.ts";
import { defineProjection } from "./projection-definition.ts";
import { Rounds } from "./rounds.ts";

beforeEach(() => beginAnew());
afterEach(stopAll);

describe("several runners of one projection", () => {
  it("apply each change exactly once", async () => {
    for (let index = 0; index < 3; index++) start(undefined, { batchCommits: 3 });
    await Promise.all(Array.from({ length: 100 }, (_, index) => put(`n${index % 9}`, index)));
    const { copies, puts } = await caughtUp(world.state);
    expect(copies).toEqual(await foldNumbers(world.engine));
    expect(puts).toBe(100);
  });

  it("build it once between them, and leave nothing over", async () => {
    await putMany(300);
    for (let index = 0; index < 3; index++) start();
    expect(Object.keys((await caughtUp(world.state)).copies)).toHaveLength(300);
    await expectNoGarbage();
  });
});

describe("a runner that is killed", () => {
  const deaths = Array.from({ length: 14 }, (_, index) => index + 1);

  it.each(deaths)(
    "at its transaction %i loses nothing and doubles nothing",
    async (transactions) => {
      for (const lastIsCommitted of [true, false]) {
        beginAnew({ retention: { commits: 150 } });
        await putMany(200); // More than three pages, of which the first commits are trimmed.
        const mortal = mortalEngine(world.another(), { transactions, lastIsCommitted });
        startRunner(mortal, talliesOf(), { batchCommits: 5 });
        await settle();
        await Promise.all(Array.from({ length: 40 }, (_, index) => put(`n${index}`, -index)));
        await eventually(() => mortal.dead);
        const successor = startRunner(world.another());
        const { copies, puts } = await caughtUp(world.state);
        expect(copies).toEqual(await foldNumbers(world.engine));
        // Those of the first build were not seen to happen.
        expect(puts).toBeLessThanOrEqual(40);
        await expectNoGarbage();
        await successor.stop();
      }
    },
  );

  it("while it fills is continued where it was, not begun anew", async () => {
    beginAnew({ retention: { commits: 300 } });
    await putMany(400);
    const mortal = mortalEngine(world.another(), { transactions: 5, lastIsCommitted: true });
    startRunner(mortal);
    await eventually(() => mortal.dead);
    await settle();
    let applied = 0;
    const successor = start(talliesOf({ notice: () => (applied += 1) }));
    await caughtUp(world.state);
    expect(successor.events.map(({ kind }) => kind)).toEqual(["switched"]);
    expect(applied).toBe(400 - 3 * 64);
  });

  it("while it fills, so long ago that the past is trimmed, is begun anew", async () => {
    beginAnew({ retention: { commits: 60 } });
    await putMany(200);
    const mortal = mortalEngine(world.another(), { transactions: 3, lastIsCommitted: true });
    startRunner(mortal);
    await eventually(() => mortal.dead);
    await putMany(100, 150);
    start();
    expect((await caughtUp(world.state)).copies).toEqual(await foldNumbers(world.engine));
    await expectNoGarbage();
  });
});

describe("a gap in the feed", () => {
  it("has the projection built anew, and is counted", async () => {
    beginAnew({ retention: { commits: 20 } });
    const first = start();
    await putMany(5);
    await caughtUp(world.state);
    await stop(first);
    await world.run((tx) => tx.delete(["number", "g1", "n1"]));
    await putMany(60, 5);
    const second = start();
    const { copies } = await caughtUp(world.state);
    expect(copies).toEqual(await foldNumbers(world.engine));
    expect(second.events[0]).toEqual({ kind: "building", because: "gap" });
    expect(await statusOf()).toMatchObject({ state: "live", gaps: 1, serving: { generation: 2 } });
    await expectNoGarbage();
  });

  it("does not come about by commits that do not concern a projection that runs", async () => {
    beginAnew({ retention: { commits: 40 } });
    const first = start();
    await putMany(3);
    await caughtUp(world.state);
    for (let index = 0; index < 100; index++) {
      await world.run((tx) => tx.put(["other"], index));
      if (index % 10 === 0) world.clock.advance(5_000);
      await settle();
    }
    await stop(first);
    const second = start();
    await put("n0", 100);
    await caughtUp(world.state);
    expect(second.events).toEqual([]);
    expect(await statusOf()).toMatchObject({ gaps: 0, serving: { generation: 1 } });
  });
});

describe("following", () => {
  it("writes view and checkpoint in one commit, many source commits at once", async () => {
    start();
    await put("n", 1);
    await caughtUp(world.state);
    const before = await world.engine.head();
    await Promise.all(Array.from({ length: 40 }, (_, index) => put(`m${index}`, index)));
    await caughtUp(world.state);
    const commits = await commitsOf([], before);
    const own = commits.filter(({ note }) => note.cause === "projection-advanced");
    expect(own.length).toBeLessThan(20);
    for (const { changes } of own) {
      const kinds = changes.map(({ key }) => key[0]);
      expect(kinds.filter((kind) => kind === "projection")).toHaveLength(1);
      expect(kinds.filter((kind) => kind === "projection-view").length).toBeGreaterThan(0);
    }
  });

  it("splits what is too much for one transaction between source commits", async () => {
    const wide = defineProjection("wide", {
      version: 1,
      sources: [["number"]],
      apply(view, { key, value }) {
        for (let index = 0; index < 50; index++) view.put([...key, index], value ?? 0);
      },
    });
    start(wide);
    await settle();
    await Promise.all(Array.from({ length: 10 }, (_, index) => put(`n${index}`, index)));
    await settle();
    expect(await statusOf("wide")).toMatchObject({ state: "live", serving: { entries: 500 } });
  });

  it("commits nothing when nothing concerns it", async () => {
    start();
    await put("n", 1);
    await caughtUp(world.state);
    await settle();
    const head = await world.engine.head();
    for (let index = 0; index < 30; index++) await world.run((tx) => tx.put(["other"], index));
    world.clock.advance(60_000);
    await settle();
    expect(await world.engine.head()).toBe(head + 30);
  });

  it("writes no entry that stays as it is", async () => {
    start(
      defineProjection("parity", {
        version: 1,
        sources: [["number"]],
        apply: (view, { value }) => view.put(["even"], Number(value) % 2 === 0),
      }),
    );
    await put("n", 2);
    await settle();
    const before = await world.engine.head();
    await put("n", 4);
    await settle();
    expect(await commitsOf(["projection", "parity"], before)).toHaveLength(1);
    expect(await commitsOf(["projection-view"], before)).toEqual([]);
  });

  it("waits a little for more, when it is told to", async () => {
    start(undefined, { rounds: new Rounds(world.clock, 10) });
    await put("n", 1);
    await settle();
    world.clock.advance(10);
    await caughtUp(world.state);
    const before = await world.engine.head();
    for (let index = 0; index < 10; index++) {
      await put(`m${index}`, index);
      await settle();
    }
    expect(await commitsOf(["projection"], before)).toEqual([]);
    world.clock.advance(10);
    await caughtUp(world.state);
    expect(await commitsOf(["projection"], before)).toHaveLength(1);
  });

  it("does not take a store that fails for a poisoned change", async () => {
    const engine = world.another();
    const usual = engine.transact.bind(engine);
    let failing = false;
    engine.transact = (body, options) =>
      usual((tx) => {
        const get = tx.get.bind(tx);
        tx.get = (key) => {
          if (failing && key[0] === "projection-view") throw new HoldfastError("engine-failed");
          return get(key);
        };
        return body(tx);
      }, options);
    const runner = start(undefined, {}, engine);
    await settle();
    failing = true;
    await put("n", 1);
    await eventually(() => runner.events.some(({ kind }) => kind === "failed"));
    failing = false;
    world.clock.advance(1_000);
    expect((await caughtUp(world.state)).copies).toEqual({ n: 1 });
  });

  it("goes on when the store fails for a while", async () => {
    const engine = world.another();
    const usual = engine.transact.bind(engine);
    let failing = true;
    engine.transact = (body, options) =>
      failing ? Promise.reject(new Error("The disk is on fire.")) : usual(body, options);
    const runner = start(undefined, {}, engine);
    await put("n", 1);
    await eventually(() => runner.events.some(({ kind }) => kind === "failed"));
    failing = false;
    world.clock.advance(1_000);
    expect((await caughtUp(world.state)).copies).toEqual({ n: 1 });
  });
});
