import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { eventually, settle } from "../testing/memory-state.ts";
import {
  beginAnew,
  expectNoGarbage,
  put,
  putMany,
  runners,
  start,
  statusOf,
  stop,
  stopAll,
  world,
} from "../testing/projecting.ts";
import { caughtUp, foldNumbers, readTallies, talliesOf } from "../testing/tallies.ts";

beforeEach(() => beginAnew());
afterEach(stopAll);

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
