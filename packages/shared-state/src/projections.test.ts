import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { memoryState, settle, type TestState } from "../testing/memory-state.ts";
import {
  caughtUp,
  type Runner,
  readTallies,
  startRunner,
  type Tallies,
  talliesOf,
} from "../testing/tallies.ts";
import type { ProjectionReadOptions } from "./projections.ts";

let world: TestState;
let runner: Runner | undefined;
beforeEach(() => {
  world = memoryState();
  runner = undefined;
});
afterEach(async () => {
  await runner?.stop();
  expect(world.clock.pending.size).toBe(0);
});

const tallies = talliesOf();
const read = (options?: ProjectionReadOptions) =>
  world.state.projections.read(tallies, readTallies, options);

async function put(id: string, number: number): Promise<number> {
  return (await world.engine.transact((tx) => tx.put(["number", "g", id], number))).revision;
}

async function putOther(): Promise<number> {
  return (await world.engine.transact((tx) => tx.put(["other"], 1))).revision;
}

/** A view that shows `first`, and a runner that is gone. */
async function builtAndLeft(): Promise<number> {
  const revision = await put("first", 1);
  runner = startRunner(world.another());
  await caughtUp(world.state);
  await settle();
  await runner.stop();
  return revision;
}

describe("reading a projection", () => {
  it("that was never built is refused, and waited for when there is time", async () => {
    await put("first", 1);
    expect(await read()).toMatchObject({ ok: false, reason: "projection-behind", checkpoint: 0 });
    const waiting = read({ waitMsMax: 1_000 });
    runner = startRunner(world.another());
    expect(await waiting).toMatchObject({ ok: true, value: { copies: { first: 1 } } });
  });

  it("shows what there is, and says how far behind it is", async () => {
    await builtAndLeft();
    expect(await read()).toMatchObject({ from: { lagRevisions: 0, lagMs: 0, generation: 1 } });
    const missed = await put("second", 2);
    world.clock.advance(40);
    await putOther();
    await put("third", 3);
    world.clock.advance(2);
    expect(await read()).toMatchObject({
      ok: true,
      value: { copies: { first: 1 } },
      from: { revision: missed - 1, lagRevisions: 2, lagMs: 42 },
    });
  });

  it("covers what is committed after it, as long as that does not concern it", async () => {
    await builtAndLeft();
    let atLeast = 0;
    for (let index = 0; index < 20; index++) atLeast = await putOther();
    expect(await read({ atLeast })).toMatchObject({ ok: true, from: { revision: atLeast } });
    const missed = await put("second", 2);
    expect((await read({ atLeast: missed - 1 })).ok).toBe(true);
    expect(await read({ atLeast: missed })).toMatchObject({ ok: false, lagRevisions: 1 });
  });

  it("covers what changed no key", async () => {
    await builtAndLeft();
    const { revision } = await world.engine.transact((tx) => tx.revoke(tx.lease(60_000)));
    expect(await read({ atLeast: revision })).toMatchObject({ ok: true, from: { revision } });
  });

  it("waits exactly until it covers the revision", async () => {
    await builtAndLeft();
    const seconds: string[] = [];
    const atLeast = await put("second", 2);
    const waiting = read({ atLeast, waitMsMax: 1_000 }).then((outcome) => {
      seconds.push("read");
      return outcome;
    });
    await putOther();
    await settle();
    expect(seconds).toEqual([]);
    runner = startRunner(world.another());
    expect(await waiting).toMatchObject({ ok: true, value: { copies: { first: 1, second: 2 } } });
  });

  it("is refused with the distance when the time is over", async () => {
    const first = await builtAndLeft();
    const atLeast = await put("second", 2);
    await put("third", 3);
    let refusal: unknown;
    const waiting = read({ atLeast, waitMsMax: 500 }).then((outcome) => {
      refusal = outcome;
    });
    await settle();
    world.clock.advance(499);
    await settle();
    expect(refusal).toBeUndefined();
    world.clock.advance(1);
    await waiting;
    expect(refusal).toMatchObject({
      ...{ ok: false, reason: "projection-behind", lagRevisions: 2, lagMs: 500 },
      head: await world.engine.head(),
    });
    expect((refusal as { checkpoint: number }).checkpoint).toBeGreaterThanOrEqual(first);
  });

  it("is given up when the caller goes away", async () => {
    await builtAndLeft();
    const atLeast = await put("second", 2);
    const gone = new AbortController();
    const waiting = read({ atLeast, waitMsMax: 60_000, signal: gone.signal });
    await settle();
    gone.abort();
    expect((await waiting).ok).toBe(false);
  });

  it("waits for a revision that is not there yet", async () => {
    await builtAndLeft();
    runner = startRunner(world.another());
    const atLeast = (await world.engine.head()) + 2;
    const waiting = read({ atLeast, waitMsMax: 1_000 });
    await settle();
    await put("second", 2);
    await putOther();
    expect(await waiting).toMatchObject({ ok: true, value: { copies: { second: 2 } } });
  });

  it("is behind by everything when what it lacks has been trimmed", async () => {
    world = memoryState({ retention: { commits: 10 } });
    await builtAndLeft();
    for (let index = 0; index < 30; index++) await put("first", index);
    const outcome = await read({ atLeast: await world.engine.head() });
    expect(outcome).toMatchObject({ ok: false });
    expect(!outcome.ok && outcome.lagRevisions).toBeGreaterThanOrEqual(30);
  });

  it("pages through a view by its own keys", async () => {
    for (let index = 0; index < 5; index++) await put(`n${index}`, index);
    runner = startRunner(world.another());
    await caughtUp(world.state);
    const page = await world.state.projections.read(tallies, (view) =>
      view.range({ prefix: ["copy"], after: ["copy", "g", "n1"], limit: 2 }),
    );
    expect(page.ok && page.value.map(({ key }) => key.join("/"))).toEqual([
      "copy/g/n2",
      "copy/g/n3",
    ]);
  });
});

describe("the status of projections", () => {
  it("says of each where it stands", async () => {
    expect(await world.state.projections.status()).toEqual([]);
    const checkpoint = await builtAndLeft();
    await put("second", 2);
    world.clock.advance(5);
    const [status] = await world.state.projections.status();
    expect(status).toMatchObject({
      ...{ name: "tallies", state: "live", version: 1, gaps: 0, lagRevisions: 1, lagMs: 5 },
      serving: { generation: 1, entries: 3 },
    });
    expect(status?.serving?.revision).toBeGreaterThanOrEqual(checkpoint);
  });
});

it("two readers at once see each its own moment", async () => {
  runner = startRunner(world.another());
  const seen: Tallies[] = [];
  for (let index = 0; index < 50; index++) {
    const atLeast = await put("n", index);
    const both = await Promise.all([
      read({ atLeast, waitMsMax: 1_000 }),
      read({ atLeast, waitMsMax: 1_000 }),
    ]);
    for (const each of both) if (each.ok) seen.push(each.value);
  }
  expect(seen.map(({ copies }) => copies.n)).toEqual(
    Array.from({ length: 100 }, (_, index) => Math.floor(index / 2)),
  );
});
