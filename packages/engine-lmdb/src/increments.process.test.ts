import type { Engine } from "@holdfast/shared-state/engine";
import { expect, test } from "vitest";
import { lmdbEngine } from "./lmdb-engine.ts";
import { type Increment, withProcesses } from "./testing/other-process.ts";

const PROCESSES = 4;
const INCREMENTS = 10_000;

test("four processes' increments: none lost, and their order is that of real time", async () => {
  await withProcesses(async (path, start) => {
    const others = Array.from({ length: PROCESSES }, () => start());
    const task = { kind: "increment", times: INCREMENTS, inFlight: 32 } as const;
    const results = await Promise.all(others.map((other) => other.do<Increment[]>(task)));
    const increments = results.flat().sort(([a], [b]) => a - b);

    const total = PROCESSES * INCREMENTS;
    const upToTotal = Array.from({ length: total }, (_, index) => index + 1);
    expect(increments.map(([value]) => value)).toEqual(upToTotal);
    expect(increments.map(([, revision]) => revision)).toEqual(upToTotal);
    expect(realTimeViolations(increments)).toEqual([]);
    const engine = await lmdbEngine({ path });
    expect(await valueAt(engine, ["counter"])).toBe(total);
    expect(await engine.head()).toBe(total);
    await engine.close();
  });
});

test("of processes that create a key unless it exists, exactly one does", async () => {
  await withProcesses(async (path, start) => {
    const others = Array.from({ length: PROCESSES }, () => start());
    const count = 2_000;
    const created = await Promise.all(
      others.map((other) => other.do<number[]>({ kind: "create", count })),
    );
    expect(created.flat().sort((a, b) => a - b)).toEqual(
      Array.from({ length: count }, (_, index) => index),
    );
    const engine = await lmdbEngine({ path });
    for (const [index, numbers] of created.entries()) {
      const number = numbers[0];
      if (number === undefined) continue;
      expect(await valueAt(engine, ["created", number])).toBe(others[index]!.child.pid);
    }
    await engine.close();
  });
});

test("opening and closing the state while others write loses nothing", async () => {
  await withProcesses(async (path, start) => {
    const task = { kind: "increment", times: 2_000, inFlight: 1 } as const;
    const writing = [start(), start()].map((other) => other.do<Increment[]>(task));
    let isWriting = true;
    const written = Promise.all(writing).finally(() => {
      isWriting = false;
    });
    while (isWriting) {
      await (await lmdbEngine({ path })).close();
      // Opening and closing may take no turn of the event loop, which the others' replies need.
      await new Promise((resolve) => setImmediate(resolve));
    }
    const values = (await written).flat().map(([value]) => value);
    expect(values.sort((a, b) => a - b)).toEqual(
      Array.from({ length: 4_000 }, (_, index) => index + 1),
    );
  });
});

/** Increments that had ended before one with a smaller value began. */
function realTimeViolations(inOrder: readonly Increment[]): Increment[] {
  let earliestEndMs = Number.POSITIVE_INFINITY;
  return inOrder.toReversed().filter(([, , startedMs, endedMs]) => {
    const isLate = startedMs > earliestEndMs;
    earliestEndMs = Math.min(earliestEndMs, endedMs);
    return isLate;
  });
}

async function valueAt(engine: Engine, key: (string | number)[]): Promise<unknown> {
  return (await engine.transact((tx) => tx.get(key))).value;
}
