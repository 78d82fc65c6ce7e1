/**
 * How fast does a projection follow, how far behind is it under load, and what does it cost while
 * nothing happens? The projection runs in a process of its own; each event makes four entries.
 */

import { lmdbEngine } from "@holdfast/engine-lmdb";
import { appendEvents, openSharedState, type SharedState } from "@holdfast/shared-state";
import { CALLS, type Called, callsProjection } from "./calls-projection.ts";
import { inFolder } from "./folder.ts";
import { closedLoop, percentile } from "./measure.ts";
import type { BenchOptions } from "./options.ts";
import { OtherProcess } from "./other-process.ts";
import type { CpuTime, Wanted } from "./projection-process.ts";
import { ms, rate, table } from "./report.ts";

const EVENTS = 20_000;
const FILLING = 256;
const PEOPLE = 100;
const COALESCE_MS = 5;
const IDLE_MS = 2_000;
const PATIENCE_MS = 60_000;

export async function benchProjections({ seconds, inFlight }: BenchOptions): Promise<void> {
  console.log(
    `A projection in its own process, four entries an event; ${rate(EVENTS)} events to catch up with.`,
  );
  await inFolder(async (folder) => {
    const engine = await lmdbEngine({ path: folder });
    const state = openSharedState({ engine, actor: "bench" });
    const world: World = { folder, state, written: 0 };
    try {
      await write(world, EVENTS);
      await catchUps(world);
      await withRunner(world, COALESCE_MS, async (runner) => {
        for (const callers of inFlight) await underLoad(world, callers, seconds);
        await covered(world);
        await idle(runner);
      });
    } finally {
      await state.close();
    }
  });
}

interface World {
  readonly folder: string;
  readonly state: SharedState;
  written: number;
}

/** From nothing, by the entries that stand; then by the feed, one event a commit. */
async function catchUps(world: World): Promise<void> {
  const rows: string[][] = [];
  for (const from of ["a snapshot", "the feed"]) {
    const begun = performance.now();
    await withRunner(world, 0, async () => {
      await covered(world);
      const perSecond = EVENTS / ((performance.now() - begun) / 1_000);
      rows.push([`from ${from}`, rate(perSecond)]);
    });
    if (from === "a snapshot") await write(world, EVENTS);
  }
  table("catching up, process start included", ["events/s"], rows);
}

async function underLoad(world: World, callers: number, seconds: number): Promise<void> {
  const behind: { ms: number; revisions: number }[] = [];
  let sampling = true;
  const sampler = (async () => {
    while (sampling) {
      const revision = await append(world, false);
      const committed = performance.now();
      const before = await world.state.projections.read(callsProjection, async () => {});
      const revisions = before.ok ? before.from.lagRevisions : 0;
      await covered(world, revision);
      behind.push({ ms: performance.now() - committed, revisions });
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  })();
  const load = await closedLoop(callers, () => append(world, true), { forMs: seconds * 1_000 });
  sampling = false;
  await sampler;
  const latencies = behind.map((each) => each.ms);
  const revisions = behind.map((each) => each.revisions);
  table(
    `${callers} durable writers`,
    ["events/s", "readable p50 ms", "p99 ms", "behind p50", "p99"],
    [
      [
        "with a projection that follows",
        rate(load.perSecond),
        ...[ms(percentile(latencies, 0.5)), ms(percentile(latencies, 0.99))],
        ...[rate(percentile(revisions, 0.5)), rate(percentile(revisions, 0.99))],
      ],
    ],
  );
}

async function idle(runner: OtherProcess): Promise<void> {
  const before = await cost(runner);
  await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
  const used = (await cost(runner)) - before;
  console.log(`\nidle: ${((used / IDLE_MS) * 100).toFixed(2)} % of a core`);
}

async function cost(runner: OtherProcess): Promise<number> {
  const wanted: Wanted = { wanted: "cost" };
  return (await runner.ask<CpuTime>(wanted)).ms;
}

async function write(world: World, count: number): Promise<void> {
  for (let index = 0; index < count; index += FILLING) {
    await Promise.all(Array.from({ length: FILLING }, () => append(world, false)));
  }
}

async function append(world: World, durable: boolean): Promise<number> {
  const number = world.written++;
  const people = [0, 1, 2].map((index) => `person-${(number * 7 + index) % PEOPLE}`);
  const event: Called = { type: "called", data: { people, start: number } };
  const stream = { category: CALLS, id: `call-${number}` };
  const { revision } = await world.state.engine.transact(
    (tx) => appendEvents(tx, stream, [event], { now: number, by: "bench" }),
    { durable },
  );
  return revision;
}

async function covered({ state }: World, revision?: number): Promise<void> {
  const atLeast = revision ?? (await state.engine.head());
  const waiting = { atLeast, waitMsMax: PATIENCE_MS };
  const read = await state.projections.read(callsProjection, async () => {}, waiting);
  if (!read.ok) throw new Error(`The projection is ${read.lagRevisions} commits behind.`);
}

/** It stops by itself first: whoever comes next need not wait for what it had claimed. */
async function withRunner(
  { folder }: World,
  roundMs: number,
  use: (runner: OtherProcess) => Promise<void>,
): Promise<void> {
  const runner = await OtherProcess.start("projection-process.js", [folder, String(roundMs)]);
  try {
    await use(runner);
    const wanted: Wanted = { wanted: "stop" };
    await runner.ask(wanted);
  } finally {
    await runner.stop();
  }
}
