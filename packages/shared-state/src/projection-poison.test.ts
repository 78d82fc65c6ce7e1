import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { eventually, settle } from "../testing/memory-state.ts";
import { beginAnew, put, putMany, start, statusOf, stopAll, world } from "../testing/projecting.ts";
import { caughtUp, readTallies, talliesOf } from "../testing/tallies.ts";
import { defineProjection, type ProjectionDefinition } from "./projection-definition.ts";

beforeEach(() => beginAnew());
afterEach(stopAll);

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
