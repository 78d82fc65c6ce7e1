/**
 * An engine whose every write is fenced: each transaction first asks whether the locks are still held,
 * and writes nothing if one is not. Every primitive works on it unchanged.
 */

import type { Engine, Transaction } from "./engine.ts";
import { engineAround } from "./engine-around.ts";
import { HoldfastError } from "./errors.ts";
import { checkFence, type LockRef } from "./lock-queue.ts";

/** @throws HoldfastError from its transactions: `lock-lost`, `lock-never-held` */
export function fencedEngine(engine: Engine, locks: readonly LockRef[]): Engine {
  const check = (tx: Transaction) => {
    for (const lock of locks) mustBeHeld(tx, lock);
  };
  return engineAround(engine, {
    transact: (body, options) =>
      engine.transact((tx) => {
        check(tx);
        return body(tx);
      }, options),
    // Erasing is not a transaction, so the lock may be lost between the two: what the law wants gone
    // would be gone either way.
    erase: async (keys, note) => {
      await engine.transact(check);
      return engine.erase(keys, note);
    },
  });
}

/** @throws HoldfastError `lock-lost`, `lock-never-held` */
function mustBeHeld(tx: Transaction, lock: LockRef): void {
  const standing = checkFence(tx, lock);
  if (standing.ok) return;
  const problem = `The lock ${lock.name} is not held under the fence ${lock.fence}.`;
  throw new HoldfastError(standing.reason, { problem });
}
