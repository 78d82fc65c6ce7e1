/**
 * How long from a commit in one process to the callback in another? And what does watching cost a
 * process to which nothing happens?
 */

import { setTimeout as delay } from "node:timers/promises";
import { lmdbEngine } from "@holdfast/engine-lmdb";
import type { Engine } from "@holdfast/shared-state/engine";
import { inFolder } from "./folder.ts";
import { largest, percentile } from "./measure.ts";
import type { BenchOptions } from "./options.ts";
import { OtherProcess } from "./other-process.ts";
import { cpuShareOver, percent } from "./process-usage.ts";
import { ms, table } from "./report.ts";

const COMMITS_A_SECOND = 1_000;

/** CPU time is counted in hundredths of a second: half a percent needs seconds to be seen. */
const IDLE_SECONDS_MIN = 10;

/** Until what a process still does about the load before is over. */
const SETTLE_MS = 2_000;

export async function benchCommitToWatch({ seconds }: BenchOptions): Promise<void> {
  await inFolder(async (folder) => {
    const engine = await lmdbEngine({ path: folder });
    const watching = await OtherProcess.start("watcher.js", [folder, "bench"]);
    const elsewhere = await OtherProcess.start("watcher.js", [folder, "elsewhere"]);
    try {
      const latencies = await measureLatency(engine, watching, seconds);
      const times = [0.5, 0.99].map((share) => ms(percentile(latencies, share)));
      table(
        "commit to another's callback",
        ["p50 ms", "p99 ms", "longest ms", "commits"],
        [["one at a time", ...times, ms(largest(latencies)), String(latencies.length)]],
      );
      await measureUse(engine, { watching, elsewhere }, Math.max(seconds, IDLE_SECONDS_MIN));
    } finally {
      await Promise.all([watching.stop(), elsewhere.stop()]);
      await engine.close();
    }
  });
}

async function measureLatency(engine: Engine, watching: OtherProcess, seconds: number) {
  const latencies: number[] = [];
  const started = performance.now();
  for (let index = 0; performance.now() - started < seconds * 1_000; index++) {
    const seen = watching.next<number>();
    // The moment of visibility lies inside the call: its end may be later.
    const { value: begun } = await engine.transact((tx) => {
      tx.put(["bench", index % 100], index);
      return performance.timeOrigin + performance.now();
    });
    latencies.push((await seen) - begun);
  }
  return latencies;
}

async function measureUse(
  engine: Engine,
  { watching, elsewhere }: { watching: OtherProcess; elsewhere: OtherProcess },
  seconds: number,
): Promise<void> {
  await delay(SETTLE_MS);
  const idle = await cpuShareOver(watching.pid, seconds * 1_000);
  const committing = commitSteadily(engine, ["bench"], seconds);
  const [busy, unrelated] = await Promise.all([
    cpuShareOver(watching.pid, seconds * 1_000),
    cpuShareOver(elsewhere.pid, seconds * 1_000),
  ]);
  const perSecond = Math.round((await committing) / seconds);
  table(
    `CPU use of a watcher, over ${seconds} s`,
    ["of one core"],
    [
      ["nobody commits", percent(idle)],
      [`${perSecond} commits/s elsewhere`, percent(unrelated)],
      [`${perSecond} commits/s that it watches`, percent(busy)],
    ],
  );
}

/** As many commits as are due, each on its own, none waiting for another. */
async function commitSteadily(engine: Engine, prefix: string[], seconds: number): Promise<number> {
  const started = performance.now();
  const commits: Promise<unknown>[] = [];
  for (;;) {
    const elapsedMs = performance.now() - started;
    if (elapsedMs >= seconds * 1_000) break;
    while (commits.length < (elapsedMs / 1_000) * COMMITS_A_SECOND) {
      const index = commits.length;
      commits.push(engine.transact((tx) => tx.put([...prefix, index % 100], index)));
    }
    await delay(1);
  }
  await Promise.all(commits);
  return commits.length;
}
