/** A shared state in memory, on a clock that a test moves, for the tests of this package. */

import { createMemoryStore, memoryEngine } from "@holdfast/engine-memory";
import type { Body, Engine, Retention } from "../src/engine.ts";
import type { Key } from "../src/keys.ts";
import { ManualClock } from "../src/manual-clock.ts";
import { openSharedState, type SharedState } from "../src/state.ts";

/** Knows how many of its timers are still to fire. */
class CountingClock extends ManualClock {
  readonly pending = new Set<object>();

  override after(ms: number, callback: () => void): () => void {
    const timer = {};
    this.pending.add(timer);
    const cancel = super.after(ms, () => {
      this.pending.delete(timer);
      callback();
    });
    return () => {
      this.pending.delete(timer);
      cancel();
    };
  }
}

/** Nobody is woken, so that leases lapse and are never reaped. */
class ClockWithoutTimers extends CountingClock {
  override after(): () => void {
    return () => {};
  }
}

export interface TestState {
  readonly clock: CountingClock;
  readonly engine: Engine;
  readonly state: SharedState;
  /** Runs one transaction. */
  run<T>(body: Body<T>): Promise<T>;
  /** A second process's handle on the same state. */
  another(): Engine;
}

export interface TestStateOptions {
  /** False: lapsed leases stay unreaped, as they do for a while on every engine. */
  readonly reaping?: boolean;
  readonly retention?: Partial<Retention>;
}

export function memoryState({ reaping = true, ...options }: TestStateOptions = {}): TestState {
  const clock = reaping ? new CountingClock() : new ClockWithoutTimers();
  const store = createMemoryStore();
  const another = () => memoryEngine({ store, clock, ...options });
  const engine = another();
  return {
    clock,
    engine,
    state: openSharedState({ engine, actor: "test/1" }),
    run: async (body) => (await engine.transact(body)).value,
    another,
  };
}

/** The keys of the state under a prefix, with a slash between their parts, in key order. */
export async function keysUnder(engine: Engine, prefix: Key): Promise<string[]> {
  const snapshot = await engine.snapshot();
  try {
    return (await snapshot.range({ prefix })).map(({ key }) => key.join("/"));
  } finally {
    snapshot.close();
  }
}

/** Lets everything that can happen happen; no time passes. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** Waits until the condition holds; no time passes. */
export async function eventually(condition: () => boolean): Promise<void> {
  for (let turn = 0; !condition(); turn++) {
    if (turn === 1_000) throw new Error("The condition never held.");
    await new Promise((resolve) => setImmediate(resolve));
  }
}
