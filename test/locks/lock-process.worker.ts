/** For tests: the program of a process that takes a lock and does with it what its parent says. */

import { lmdbEngine } from "@holdfast/engine-lmdb";
import { isHoldfastError, openSharedState, type SharedState } from "@holdfast/shared-state";
import { LEASE_MS, LOCK, type Order, type Report } from "./lock-process.ts";

const [path = "", actor = ""] = process.argv.slice(2);
const state = openSharedState({ engine: await lmdbEngine({ path }), actor });
let fenced: SharedState | undefined;
let finish = () => {};

function report(message: Report): void {
  process.send?.(message);
}

async function lock(waitMsMax: number): Promise<void> {
  const run = await state.locks.run(LOCK, { leaseMs: LEASE_MS, waitMsMax }, async (own, signal) => {
    fenced = own;
    signal.addEventListener("abort", () => report({ kind: "lost" }));
    report({ kind: "locked", fence: own.heldLocks[0]?.fence ?? 0 });
    await new Promise<void>((resolve) => {
      finish = resolve;
    });
  });
  if (run.ok) report({ kind: "finished" });
  else report({ kind: "timed-out", lockedBy: run.lockedBy });
}

async function write(): Promise<void> {
  try {
    await fenced?.transact((tx) => tx.put(["written"], actor));
    report({ kind: "written" });
  } catch (error) {
    report({ kind: "refused", code: isHoldfastError(error) ? error.code : String(error) });
  }
}

/** Reads, lets others come in between, and writes: only the lock keeps increments from being lost. */
async function increment(times: number): Promise<void> {
  for (let time = 0; time < times; time++) {
    await state.locks.run(LOCK, { leaseMs: LEASE_MS, waitMsMax: 30_000 }, async (own) => {
      const count = await own.read((snapshot) => snapshot.get<number>(["count"]));
      await own.transact((tx) => tx.put(["in-between"], actor));
      await own.transact((tx) => tx.put(["count"], (count ?? 0) + 1));
    });
  }
  report({ kind: "finished" });
}

process.on("message", (order: Order) => {
  if (order.kind === "lock") void lock(order.waitMsMax);
  else if (order.kind === "write") void write();
  else if (order.kind === "increment") void increment(order.times);
  else finish();
});
process.on("disconnect", () => process.exit());
report({ kind: "ready" });
