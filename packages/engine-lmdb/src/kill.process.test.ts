import { readFileSync } from "node:fs";
import type { Commit, Engine } from "@holdfast/shared-state/engine";
import { expect, onTestFailed, test, vi } from "vitest";
import { lmdbEngine } from "./lmdb-engine.ts";
import { type OtherProcess, PARTS, withProcesses } from "./other-process.ts";

const KILLS = 20;

test("writers killed at random: what was acknowledged is there, nothing half, others go on", async () => {
  const seed = Number(process.env.HOLDFAST_SEED ?? 20_261_121);
  onTestFailed(() => console.error(`Play it again with HOLDFAST_SEED=${seed}.`));
  const random = randomFrom(seed);
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

test("a process stopped inside the write lock frees the others when it is killed", async () => {
  await withProcesses(async (_path, start) => {
    const stopped = start();
    const waiting = start();
    await waiting.do({ kind: "write", commits: 1, inFlight: 1 });
    stopped.start({ kind: "stop-inside" });
    await vi.waitFor(() => expect(schedulingState(stopped)).toBe("T"), { timeout: 20_000 });
    const increments = waiting.do({ kind: "increment", times: 10, inFlight: 1 });
    // It sleeps in the lock: a healthy process would be through long before we could look.
    await vi.waitFor(() => expect(isWaitingForLock(waiting)).toBe(true), { timeout: 20_000 });
    await stopped.kill();
    expect(await increments).toHaveLength(10);
    const created = await waiting.do<number[]>({ kind: "create", count: 5 });
    expect(created).toEqual([0, 1, 2, 3, 4]);
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

/** `T` when stopped, `S` when asleep. */
function schedulingState({ child }: OtherProcess): string | undefined {
  const stat = readFileSync(`/proc/${child.pid}/stat`, "utf8");
  return stat.slice(stat.lastIndexOf(")") + 2)[0];
}

/** Its main thread sleeps in a futex: that is what a mutex held by somebody else looks like. */
function isWaitingForLock({ child }: OtherProcess): boolean {
  return readFileSync(`/proc/${child.pid}/wchan`, "utf8").includes("futex");
}

/** Numbers in [0, 1), the same for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
