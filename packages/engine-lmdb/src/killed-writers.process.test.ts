import type { Commit, Engine } from "@holdfast/shared-state/engine";
import { expect, onTestFailed, test } from "vitest";
import { lmdbEngine } from "./lmdb-engine.ts";
import { PARTS, withProcesses } from "./testing/other-process.ts";
import { randomFrom, SEED } from "./testing/seeded-random.ts";

const KILLS = 20;

test("writers killed at random: what was acknowledged is there, nothing half, others go on", async () => {
  onTestFailed(() => console.error(`Play it again with HOLDFAST_SEED=${SEED}.`));
  const random = randomFrom(SEED);
  await withProcesses(async (path, start) => {
    const engine = await lmdbEngine({ path });
    const feed = engine.changes();
    const survivor = start();
    survivor.start({ kind: "write-for-ever", name: "survivor" });
    for (let kill = 1; kill <= KILLS; kill++) {
      const name = `victim-${kill}`;
      const victim = start();
      victim.start({ kind: "write-for-ever", name });
      await victim.acknowledges(Math.floor(random() * 40));
      await spin(random() * 2); // Anywhere within a transaction.
      await victim.kill();
      const written = await partsOf(engine, name);
      expect(new Set(written).size).toBe(1);
      expect(written[0] ?? 0).toBeGreaterThanOrEqual(victim.acknowledged);
      await survivor.acknowledges(survivor.acknowledged + 1);
    }
    await survivor.kill();
    await expectWholeLog(feed, await engine.head());
    await engine.close();
  });
});

async function partsOf(engine: Engine, name: string): Promise<(number | undefined)[]> {
  const { value } = await engine.transact((tx) =>
    PARTS.map((part) => tx.get<number>(["written", name, part])),
  );
  return value;
}

/** Every commit up to `head` once, in order, with all its parts. */
async function expectWholeLog(feed: AsyncIterable<unknown>, head: number): Promise<void> {
  let expected = 1;
  for await (const event of feed) {
    const { revision, changes } = event as Commit;
    expect(revision).toBe(expected);
    expect(changes.map(({ key }) => key[2])).toEqual(PARTS);
    expect(new Set(changes.map(({ value }) => value)).size).toBe(1);
    if (revision === head) return;
    expected += 1;
  }
}

/** A random part of a transaction's time: shorter than timers can be. */
async function spin(ms: number): Promise<void> {
  const untilMs = performance.now() + ms;
  while (performance.now() < untilMs) await new Promise<void>((resolve) => setImmediate(resolve));
}
