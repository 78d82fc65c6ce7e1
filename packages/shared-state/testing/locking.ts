/** Processes that take locks, and can be stopped in the middle. */

import { onTestFinished } from "vitest";
import type { Engine } from "../src/engine.ts";
import type { LockOptions, LockRun } from "../src/locks.ts";
import { openSharedState, type SharedState } from "../src/state.ts";
import { eventually, memoryState, settle, type TestState } from "./memory-state.ts";

export const name = "room/turing";
export const leaseMs = 300;
export const patient: LockOptions = { leaseMs, waitMsMax: 10_000 };

export let world: TestState;

/** Before each test. */
export function beginAnew(): void {
  world = memoryState();
}

/** Lets time pass in small steps, as it does, so that whatever is due can be done. */
export async function pass(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 50) {
    world.clock.advance(50);
    await settle();
  }
}

/** A process of its own, which can be stopped: what it asks of the store waits until it goes on. */
export function process(actor: string) {
  const engine = world.another();
  onTestFinished(() => engine.close());
  let going = Promise.resolve();
  let goOn = () => {};
  const whenGoing = async <T>(ask: () => Promise<T>) => {
    await going;
    return ask();
  };
  const stoppable: Engine = {
    ...{ manifest: engine.manifest, clock: engine.clock },
    transact: (body, options) => whenGoing(() => engine.transact(body, options)),
    snapshot: (moment) => whenGoing(() => engine.snapshot(moment)),
    changes: (options) => engine.changes(options),
    head: () => engine.head(),
    durable: (revision) => engine.durable(revision),
    erase: (keys, note) => whenGoing(() => engine.erase(keys, note)),
    close: () => engine.close(),
  };
  return {
    state: openSharedState({ engine: stoppable, actor }),
    stop() {
      going = new Promise((resolve) => {
        goOn = resolve;
      });
    },
    goOn: () => goOn(),
  };
}

export interface Running {
  readonly result: Promise<LockRun<void>>;
  /** Undefined until the callback runs. */
  fenced?: SharedState;
  signal?: AbortSignal;
  finish(): void;
}

/** A run whose callback goes on until it is told to finish. */
export function run(
  state: SharedState,
  options: LockOptions = patient,
  names: string | string[] = name,
): Running {
  let finish = () => {};
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const running: Partial<Running> = { finish: () => finish() };
  const result = state.locks.run(names, options, async (fenced, signal) => {
    Object.assign(running, { fenced, signal });
    await finished;
  });
  result.catch(() => {}); // Whoever tests it awaits it.
  return Object.assign(running, { result }) as Running;
}

export const holds = (running: Running) => eventually(() => running.fenced !== undefined);
export const mark = (state: SharedState, by: string) =>
  state.transact((tx) => tx.put(["mark"], by));
export const marked = () => world.run((tx) => tx.get(["mark"]));
export const described = async (lock = name) => (await world.state.locks.describe(lock))[0]!;

/** Lets the callback end, and returns what came of the run. */
export function finish(running: Running): Promise<LockRun<void>> {
  running.finish();
  return running.result;
}
