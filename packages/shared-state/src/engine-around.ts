/** An engine that does as another one does, but for what is given. */

import type { Engine } from "./engine.ts";

export function engineAround(engine: Engine, instead: Partial<Engine>): Engine {
  return {
    manifest: engine.manifest,
    clock: engine.clock,
    transact: (body, options) => engine.transact(body, options),
    snapshot: (moment) => engine.snapshot(moment),
    changes: (options) => engine.changes(options),
    erase: (keys, note) => engine.erase(keys, note),
    head: () => engine.head(),
    durable: (revision) => engine.durable(revision),
    close: () => engine.close(),
    ...instead,
  };
}
