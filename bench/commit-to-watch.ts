/** How long from a commit in one process to the callback in another? */

import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { lmdbEngine } from "@holdfast/engine-lmdb";
import { open } from "lmdb";
import { inFolder } from "./folder.ts";
import { percentile } from "./measure.ts";

const COMMITS = 2_000;

export async function benchCommitToWatch(): Promise<void> {
  console.log(`From commit to another process's callback, ${COMMITS} commits, one at a time.`);
  await inFolder(async (folder) => {
    const watcher = fork(fileURLToPath(new URL("./watcher.js", import.meta.url)), [folder]);
    await once(watcher, "message");
    const engine = await lmdbEngine({ path: folder });
    const latencies: number[] = [];
    for (let index = 0; index < COMMITS; index++) {
      const seen = once(watcher, "message") as Promise<[number]>;
      // The moment of visibility lies inside the call: its end, the fsync included, is later.
      const { value: begun } = await engine.transact((tx) => {
        tx.put(["bench", index % 100], index);
        return performance.timeOrigin + performance.now();
      });
      const [at] = await seen;
      latencies.push(at - begun);
    }
    await engine.close();
    watcher.kill();
    await once(watcher, "exit");
    const [p50, p99] = [percentile(latencies, 0.5), percentile(latencies, 0.99)];
    console.log(`p50 ${p50.toFixed(3)} ms, p99 ${p99.toFixed(3)} ms (from inside the transaction)`);
    console.log(`bare lmdb-js, one put to flushed: p50 ${(await bareFlush(folder)).toFixed(3)} ms`);
  });
}

async function bareFlush(folder: string): Promise<number> {
  const database = open<number, string>(join(folder, "bare.lmdb"), {});
  const latencies: number[] = [];
  for (let index = 0; index < COMMITS; index++) {
    const begun = performance.now();
    await database.put(`key ${index % 100}`, index);
    await database.flushed;
    latencies.push(performance.now() - begun);
  }
  await database.close();
  return percentile(latencies, 0.5);
}
