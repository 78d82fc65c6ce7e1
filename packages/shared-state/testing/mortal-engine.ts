/** An engine whose process is killed at its n-th transaction, before or after that is committed. */

import type { Engine } from "../src/engine.ts";
import { HoldfastError } from "../src/errors.ts";

export function mortalEngine(
  engine: Engine,
  { transactions, lastIsCommitted }: { transactions: number; lastIsCommitted: boolean },
): Engine & { readonly dead: boolean } {
  let left = transactions;
  const mustLive = () => {
    if (left <= 0) throw new HoldfastError("engine-closed");
  };
  return {
    manifest: engine.manifest,
    clock: engine.clock,
    async transact(body, options) {
      mustLive();
      left -= 1;
      if (left > 0) return engine.transact(body, options);
      if (lastIsCommitted) await engine.transact(body, options);
      throw new HoldfastError("engine-closed");
    },
    async snapshot(moment) {
      mustLive();
      return engine.snapshot(moment);
    },
    erase: (keys, note) => engine.erase(keys, note),
    changes(options) {
      mustLive();
      return engine.changes(options);
    },
    head: () => engine.head(),
    durable: (revision) => engine.durable(revision),
    close: () => engine.close(),
    get dead() {
      return left <= 0;
    },
  };
}
