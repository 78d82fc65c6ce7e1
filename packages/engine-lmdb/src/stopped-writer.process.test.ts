import { readFileSync } from "node:fs";
import { expect, test, vi } from "vitest";
import { type OtherProcess, withProcesses } from "./testing/other-process.ts";

const ROUNDS = 10;
const PATIENCE = { timeout: 20_000, interval: 5 };
/** Generous: on an idle machine it is a few milliseconds. */
const FREED_MS_MAX = 1_000;

test("a process stopped inside a write lets the others go on at once when it is killed", async () => {
  await withProcesses(async (_path, start) => {
    const waiting = start();
    await waiting.do({ kind: "write", commits: 1, inFlight: 1 });
    const tookMs: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const stopped = start();
      stopped.start({ kind: "stop-inside" });
      await vi.waitFor(() => expect(schedulingState(stopped)).toBe("T"), PATIENCE);
      const increments = waiting.do({ kind: "increment", times: 10, inFlight: 1 });
      // It sleeps in the lock: a healthy process would be through long before we could look.
      await vi.waitFor(() => expect(isWaitingForLock(waiting)).toBe(true), PATIENCE);
      const killedMs = performance.now();
      await stopped.kill();
      expect(await increments).toHaveLength(10);
      tookMs.push(performance.now() - killedMs);
    }
    expect(await waiting.do<number[]>({ kind: "create", count: 5 })).toEqual([0, 1, 2, 3, 4]);
    expect(median(tookMs)).toBeLessThan(FREED_MS_MAX);
    console.info(`Killed, and ten increments later: ${tookMs.map(Math.ceil).join(", ")} ms.`);
  });
});

/** `T` when stopped, `S` when asleep. */
function schedulingState({ child }: OtherProcess): string | undefined {
  const stat = readFileSync(`/proc/${child.pid}/stat`, "utf8");
  return stat.slice(stat.lastIndexOf(")") + 2)[0];
}

/** Its main thread sleeps in a futex: that is what a mutex held by somebody else looks like. */
function isWaitingForLock({ child }: OtherProcess): boolean {
  return readFileSync(`/proc/${child.pid}/wchan`, "utf8").includes("futex");
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
