/**
 * How long does it take to read the state as it was? Over many events, one a commit, at random times:
 * a key that changed now and then, one that every commit changed, a range, and an aggregate's fold.
 */

import { type LmdbEngine, lmdbEngine } from "@holdfast/engine-lmdb";
import { appendEvents, foldEvents, readStream } from "@holdfast/shared-state";
import type { Snapshot } from "@holdfast/shared-state/engine";
import { seededRandom } from "@holdfast/test/seeded-random";
import { inFolder } from "./folder.ts";
import { largest, percentile } from "./measure.ts";
import type { BenchOptions } from "./options.ts";
import { ms, rate, table } from "./report.ts";

const STREAMS = 10_000;
const FILLING = 256;
const READS = 2_000;
const SEED = 20_261_121;

/** Every commit is to be retained, however many there are. */
const BYTES_RETAINED = 64 * 1024 ** 3;

const HOT = ["bench", "changed by every commit"];

interface Past {
  readonly first: number;
  readonly last: number;
}

export async function benchAsOf({ size }: BenchOptions): Promise<void> {
  console.log(
    `Reads as of a random time, over ${rate(size)} events in ${rate(STREAMS)} streams, one event a\n` +
      "commit; each with a snapshot of its own. The target is a p99 under 10 ms for a key.",
  );
  await inFolder(async (folder) => {
    const retention = { commits: size * 2, bytes: BYTES_RETAINED };
    const engine = await lmdbEngine({ path: folder, retention });
    try {
      const past = await fill(engine, size);
      const random = seededRandom(SEED);
      const rows: string[][] = [];
      for (const [name, read] of Object.entries(reads(random))) {
        rows.push([name, ...(await measure(engine, past, random, read))]);
      }
      table(`as of a time, seed ${SEED}`, ["p50 ms", "p99 ms", "longest ms"], rows);
    } finally {
      await engine.close();
    }
  });
}

/** What is read of each snapshot. */
function reads(random: () => number): Record<string, (snapshot: Snapshot) => Promise<unknown>> {
  const stream = () => ({ category: "bench", id: `stream-${Math.floor(random() * STREAMS)}` });
  const count = { initial: () => 0, evolve: (sum: number) => sum + 1 };
  return {
    "a key of one stream": (snapshot) => snapshot.get(["stream", "bench", stream().id]),
    "a key that all commits change": (snapshot) => snapshot.get(HOT),
    "100 entries of a range": (snapshot) =>
      snapshot.range({
        prefix: ["stream", "bench"],
        after: ["stream", "bench", stream().id],
        limit: 100,
      }),
    "an aggregate, folded": async (snapshot) =>
      foldEvents(await readStream(snapshot, stream()), count),
  };
}

async function measure(
  engine: LmdbEngine,
  { first, last }: Past,
  random: () => number,
  read: (snapshot: Snapshot) => Promise<unknown>,
): Promise<string[]> {
  const latencies: number[] = [];
  for (let index = 0; index < READS; index++) {
    const time = first + Math.floor(random() * (last - first));
    const begun = performance.now();
    const snapshot = await engine.snapshot({ time });
    await read(snapshot);
    snapshot.close();
    latencies.push(performance.now() - begun);
  }
  return [percentile(latencies, 0.5), percentile(latencies, 0.99), largest(latencies)].map(ms);
}

async function fill(engine: LmdbEngine, events: number): Promise<Past> {
  let next = 0;
  const first = engine.clock.wallMs() + 1;
  const append = async () => {
    while (next < events) {
      const index = next++;
      const stream = { category: "bench", id: `stream-${(index * 7_919) % STREAMS}` };
      const event = { type: "counted", data: { index, text: "what happened, in some words" } };
      const now = engine.clock.wallMs();
      await engine.transact((tx) => {
        appendEvents(tx, stream, [event], { now, by: "bench" });
        tx.put(HOT, index);
      });
    }
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: FILLING }, append));
  await engine.durable(await engine.head());
  const seconds = (performance.now() - started) / 1_000;
  console.log(`Filled in ${seconds.toFixed(1)} s, ${rate(events / seconds)} commits a second.`);
  return { first, last: engine.clock.wallMs() };
}
