/**
 * A process's handle on the store, of a process that may die at any moment: from then on nothing that
 * it waits for ever comes, and nothing that it would do happens. What it committed before stays.
 */

import { openSharedState, type Role, type SharedState } from "@holdfast/shared-state";
import type { Clock, Engine } from "@holdfast/shared-state/engine";

export interface Mortal {
  readonly state: SharedState;
  die(): void;
}

/** `pause` is waited for before each transaction: it decides who is quicker. */
export function mortal(
  engine: Engine,
  { actor, role }: { actor: string; role: Role },
  pause: () => Promise<void> = async () => {},
): Mortal {
  let dead = false;
  const never = () => new Promise<never>(() => {});
  const alive = async <T>(answer: Promise<T>): Promise<T> => {
    const value = await answer;
    return dead ? never() : value;
  };
  const clock: Clock = {
    bootId: engine.clock.bootId,
    wallMs: () => engine.clock.wallMs(),
    monotonicMs: () => engine.clock.monotonicMs(),
    after: (ms, callback) =>
      engine.clock.after(ms, () => {
        if (!dead) callback();
      }),
  };
  const handle: Engine = {
    manifest: engine.manifest,
    clock,
    transact: async (body, note) => {
      await pause();
      return dead ? never() : alive(engine.transact(body, note));
    },
    snapshot: (options) => alive(engine.snapshot(options)),
    changes: (options) => engine.changes(options),
    erase: (keys, note) => (dead ? never() : alive(engine.erase(keys, note))),
    head: () => alive(engine.head()),
    durable: (revision) => alive(engine.durable(revision)),
    close: () => engine.close(),
  };
  return {
    state: openSharedState({ engine: handle, actor, role }),
    die() {
      dead = true;
      void engine.close();
    },
  };
}
