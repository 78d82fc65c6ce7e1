import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  eventually,
  keysUnder,
  memoryState,
  settle,
  type TestState,
} from "../testing/memory-state.ts";
import { mortalEngine } from "../testing/mortal-engine.ts";
import {
  caughtUp,
  foldNumbers,
  type Runner,
  readTallies,
  startRunner,
  talliesOf,
} from "../testing/tallies.ts";
import type { Commit, Engine } from "./engine.ts";
import { HoldfastError } from "./errors.ts";
import { defineProjection, type ProjectionDefinition } from "./projection-definition.ts";
import type { RunOptions } from "./projection-runner.ts";

let world: TestState;
let runners: Runner[];
beforeEach(() => {
  world = memoryState();
  runners = [];
});
afterEach(async () => {
  await Promise.all(runners.map((runner) => runner.stop()));
  expect(world.clock.pending.size).toBe(0);
});

function start(definition?: ProjectionDefinition, options?: RunOptions, engine?: Engine): Runner {
  const runner = startRunner(engine ?? world.another(), definition, options);
  runners.push(runner);
  return runner;
}

async function stop(runner: Runner): Promise<void> {
  runners = runners.filter((other) => other !== runner);
  await runner.stop();
}

const put = (id: string, number: number, group = "g") =>
  world.run((tx) => tx.put(["number", group, id], number));

async function putMany(count: number, from = 0): Promise<void> {
  for (let index = from; index < from + count; index++) {
    await put(`n${index}`, index, `g${index % 7}`);
  }
}

async function statusOf(name = "tallies") {
  const found = (await world.state.projections.status()).find((each) => each.name === name);
  if (!found) throw new Error(`There is no projection ${name}.`);
  return found;
}

async function commitsOf(prefix: string[], after: number): Promise<Commit[]> {
  const until = await world.engine.head();
  const commits: Commit[] = [];
  for await (const item of world.engine.changes({ prefix, after, until })) {
    if (item.kind === "commit") commits.push(item);
  }
  return commits;
}

/** No entry of a generation that nobody sees is left. */
async function expectNoGarbage(name = "tallies"): Promise<void> {
  await settle();
  const { serving } = await statusOf(name);
  const entries = await keysUnder(world.engine, ["projection-view", name]);
  const strange = entries.filter(
    (key) => !key.startsWith(`projection-view/${name}/${serving?.generation}/`),
  );
  expect(strange).toEqual([]);
  expect(entries).toHaveLength(serving?.entries ?? 0);
}

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
        world = memoryState({ retention: { commits: 150 } });
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
    world = memoryState({ retention: { commits: 300 } });
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
    world = memoryState({ retention: { commits: 60 } });
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
    world = memoryState({ retention: { commits: 20 } });
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
    world = memoryState({ retention: { commits: 40 } });
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

describe("a poisoned change", () => {
  const fussy = (state: { calls: number; wrong: boolean }, version = 1) =>
    talliesOf({
      version,
      notice(id) {
        state.calls += 1;
        if (id === "poison" && state.wrong) throw new Error("That I cannot digest.");
      },
    });

  it("stops its projection with a clear report, and no other", async () => {
    const state = { calls: 0, wrong: true };
    const runner = start(fussy(state));
    start(talliesOf({ name: "others" }));
    await settle();
    await putMany(5);
    await put("poison", 1);
    const { revision } = await world.engine.transact((tx) => tx.put(["number", "g", "later"], 1));
    expect(Object.keys((await caughtUp(world.state, "others")).copies)).toContain("later");
    await eventually(() => runner.events.some(({ kind }) => kind === "stopped"));
    expect(await statusOf()).toMatchObject({
      state: "stopped",
      stopped: { revision: revision - 1, key: ["number", "g", "poison"], version: 1 },
      lagRevisions: 2,
    });
    expect((await statusOf()).stopped?.error).toContain("digest");
    const read = await world.state.projections.read({ name: "tallies" }, readTallies);
    expect(read.ok && Object.keys(read.value.copies)).toHaveLength(5);
    const { calls } = state;
    await putMany(20, 5);
    world.clock.advance(60_000);
    await settle();
    expect(state.calls).toBe(calls);
  });

  it("is tried again when somebody says so, and by no other runner before", async () => {
    const state = { calls: 0, wrong: true };
    const runner = start(fussy(state));
    await put("poison", 1);
    await eventually(() => runner.events.some(({ kind }) => kind === "stopped"));
    expect(await world.state.projections.restart("tallies")).toBe(true);
    await eventually(() => runner.events.filter(({ kind }) => kind === "stopped").length === 2);
    state.wrong = false;
    start(fussy(state));
    await settle();
    expect((await statusOf()).state).toBe("stopped");
    await world.state.projections.restart("tallies");
    expect((await caughtUp(world.state)).copies).toEqual({ poison: 1 });
    expect(await statusOf()).not.toHaveProperty("stopped");
  });

  it("is tried again by a newer version", async () => {
    const state = { calls: 0, wrong: true };
    const runner = start(fussy(state));
    await put("poison", 1);
    await eventually(() => runner.events.some(({ kind }) => kind === "stopped"));
    start(talliesOf({ version: 2 }));
    expect((await caughtUp(world.state)).copies).toEqual({ poison: 1 });
    expect(await statusOf()).toMatchObject({ state: "live", version: 2 });
  });

  it("in a rebuild leaves readers what they have", async () => {
    start();
    await putMany(100);
    await caughtUp(world.state);
    const state = { calls: 0, wrong: true };
    const runner = start(fussy(state, 2));
    await put("poison", 1);
    await eventually(() => runner.events.some(({ kind }) => kind === "stopped"));
    expect(await statusOf()).toMatchObject({ state: "stopped", serving: { version: 1 } });
    const read = await world.state.projections.read({ name: "tallies" }, readTallies);
    expect(read.ok && Object.keys(read.value.copies).length).toBeGreaterThanOrEqual(100);
  });

  it("takes what its commit had written before it with it", async () => {
    const state = { calls: 0, wrong: true };
    const runner = start(fussy(state));
    await settle();
    await world.run((tx) => {
      tx.put(["number", "g", "harmless"], 1);
      tx.put(["number", "g", "poison"], 1);
    });
    await eventually(() => runner.events.some(({ kind }) => kind === "stopped"));
    const read = await world.state.projections.read({ name: "tallies" }, readTallies);
    expect(read).toMatchObject({ ok: true, value: { copies: {}, puts: 0 } });
  });
});

describe("what apply does wrong stops it:", () => {
  it.each<[string, ProjectionDefinition["apply"], string]>([
    ["a promise", (async () => {}) as ProjectionDefinition["apply"], "synchronous"],
    ["more than fits into a transaction", fillsUp, "transactionKeysMax"],
    ["a value that JSON cannot carry", (view) => view.put(["x"], undefined), "JSON"],
    ["an empty key", (view) => view.put([], 1), "key"],
    ["a key that is too long", (view) => view.put(["x".repeat(2_000)], 1), "keyBytesMax"],
    ["a value that is too large", (view) => view.put(["x"], "x".repeat(600_000)), "valueBytesMax"],
  ])("%s", async (_what, apply, words) => {
    const definition = defineProjection("wrong", { version: 1, sources: [["number"]], apply });
    const runner = start(definition);
    await put("n", 1);
    await eventually(() => runner.events.some(({ kind }) => kind === "stopped"));
    expect((await statusOf("wrong")).stopped?.error).toContain(words);
    expect(runner.events.some(({ kind }) => kind === "failed")).toBe(false);
  });

  function fillsUp(view: Parameters<ProjectionDefinition["apply"]>[0]): void {
    for (let index = 0; index < 128; index++) view.put(["x", index], index);
  }

  it("sources that overlap, or are what projections write, are refused at once", () => {
    const apply = () => {};
    const define = (...sources: string[][]) =>
      defineProjection("p", { version: 1, sources, apply });
    expect(() => define()).toThrow();
    expect(() => define([])).toThrow();
    expect(() => define(["stream"], ["stream", "meeting"])).toThrow();
    expect(() => define(["projection-view"])).toThrow();
    expect(define(["stream", "meeting"], ["stream", "meetings"]).sources).toHaveLength(2);
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
    start(undefined, { coalesceMs: 10 });
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

describe("a rebuild", () => {
  it("has readers see a whole view at every moment", async () => {
    start();
    await putMany(300);
    await caughtUp(world.state);
    let reading = true;
    const generations = new Set<number>();
    const reader = (async () => {
      while (reading) {
        const read = await world.state.projections.read({ name: "tallies" }, readTallies);
        if (!read.ok) throw new Error("There was a moment without data.");
        generations.add(read.from.generation);
        expect(Object.keys(read.value.copies).length).toBeGreaterThanOrEqual(300);
        await new Promise((resolve) => setImmediate(resolve));
      }
    })();
    start(talliesOf({ version: 2 }), { batchCommits: 4 });
    for (let index = 0; index < 50; index++) {
      await put(`n${index}`, 1_000 + index, `g${index % 7}`);
      await new Promise((resolve) => setImmediate(resolve));
    }
    const { copies } = await caughtUp(world.state);
    await settle();
    reading = false;
    await reader;
    expect(copies).toEqual(await foldNumbers(world.engine));
    expect([...generations]).toEqual([1, 2]);
    await expectNoGarbage();
  });

  it("takes over what only the feed told, neither lost nor doubled", async () => {
    const first = start();
    await putMany(30);
    expect((await caughtUp(world.state)).puts).toBe(30);
    await stop(first);
    await putMany(20); // Nobody is there to see them happen; the feed has them.
    start(talliesOf({ version: 2 }));
    const { puts, copies } = await caughtUp(world.state);
    expect(copies).toEqual(await foldNumbers(world.engine));
    expect(puts).toBe(50);
  });

  it("can be asked for, also twice", async () => {
    start();
    await putMany(10);
    await caughtUp(world.state);
    expect(await world.state.projections.rebuild("nothing")).toBe(false);
    await world.state.projections.rebuild("tallies");
    await eventually(() => runners[0]!.events.length >= 3);
    await world.state.projections.rebuild("tallies");
    await eventually(() => runners[0]!.events.filter((e) => e.kind === "switched").length === 3);
    expect((await caughtUp(world.state)).puts).toBe(10);
    expect((await statusOf()).serving?.generation).toBe(3);
    await expectNoGarbage();
  });

  it("is not undone by a runner of an older version", async () => {
    start();
    await putMany(10);
    await caughtUp(world.state);
    start(talliesOf({ version: 2 }));
    await eventually(() => runners[1]!.events.some(({ kind }) => kind === "switched"));
    await putMany(10, 10);
    await caughtUp(world.state);
    await settle();
    expect(await statusOf()).toMatchObject({ version: 2, serving: { generation: 2, version: 2 } });
    expect(runners[0]!.events).toHaveLength(2);
  });
});
