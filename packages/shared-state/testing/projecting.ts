/** Runners of projections in one process, stopped after each test. */

import { expect } from "vitest";
import type { Commit, Engine } from "../src/engine.ts";
import type { ProjectionDefinition } from "../src/projection-definition.ts";
import type { RunOptions } from "../src/projection-runner.ts";
import { keysUnder, memoryState, settle, type TestState } from "./memory-state.ts";
import { type Runner, startRunner } from "./tallies.ts";

export let world: TestState;
export let runners: Runner[] = [];

/** Before each test, or at its beginning, when the state has to be another. */
export function beginAnew(options?: Parameters<typeof memoryState>[0]): void {
  world = memoryState(options);
  runners = [];
}

/** After each test: whatever still runs stops, and leaves no timer behind. */
export async function stopAll(): Promise<void> {
  await Promise.all(runners.map((runner) => runner.stop()));
  expect(world.clock.pending.size).toBe(0);
}

export function start(
  definition?: ProjectionDefinition,
  options?: RunOptions,
  engine?: Engine,
): Runner {
  const runner = startRunner(engine ?? world.another(), definition, options);
  runners.push(runner);
  return runner;
}

export async function stop(runner: Runner): Promise<void> {
  runners = runners.filter((other) => other !== runner);
  await runner.stop();
}

export const put = (id: string, number: number, group = "g") =>
  world.run((tx) => tx.put(["number", group, id], number));

export async function putMany(count: number, from = 0): Promise<void> {
  for (let index = from; index < from + count; index++) {
    await put(`n${index}`, index, `g${index % 7}`);
  }
}

export async function statusOf(name = "tallies") {
  const found = (await world.state.projections.status()).find((each) => each.name === name);
  if (!found) throw new Error(`There is no projection ${name}.`);
  return found;
}

export async function commitsOf(prefix: string[], after: number): Promise<Commit[]> {
  const until = await world.engine.head();
  const commits: Commit[] = [];
  for await (const item of world.engine.changes({ prefix, after, until })) {
    if (item.kind === "commit") commits.push(item);
  }
  return commits;
}

/** No entry of a generation that nobody sees is left. */
export async function expectNoGarbage(name = "tallies"): Promise<void> {
  await settle();
  const { serving } = await statusOf(name);
  const entries = await keysUnder(world.engine, ["projection-view", name]);
  const strange = entries.filter(
    (key) => !key.startsWith(`projection-view/${name}/${serving?.generation}/`),
  );
  expect(strange).toEqual([]);
  expect(entries).toHaveLength(serving?.entries ?? 0);
}
