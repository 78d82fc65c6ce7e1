import {
  type Commit,
  type Engine,
  type Entry,
  encodeKey,
  type Gap,
  type Key,
  type Moment,
} from "@holdfast/shared-state/engine";
import { expect, onTestFailed, test, vi } from "vitest";
import { checkState } from "./checking.ts";
import { lmdbEngine } from "./lmdb-engine.ts";
import type { LeaseRecord } from "./records.ts";
import { FIRST_KEY } from "./records.ts";
import { Store } from "./store.ts";
import { type OtherProcess, withProcesses } from "./testing/other-process.ts";
import { randomFrom, SEED } from "./testing/seeded-random.ts";

const KILLS = 15;
const PATIENCE = { timeout: 20_000, interval: 20 };
/** So small that the log is trimmed all the time. */
const RETENTION = { commits: 300, bytes: 12_000_000 };
const MOMENTS = 6;

/** A value of `churn`. */
interface Churned {
  readonly name: string;
  readonly number: number;
  readonly lease?: string;
}

test("killed while it writes, settles and trims: nothing acknowledged is lost, the past is its fold", async () => {
  onTestFailed(() => console.error(`Play it again with HOLDFAST_SEED=${SEED}.`));
  const random = randomFrom(SEED);
  await withProcesses(async (path, start) => {
    const writers: OtherProcess[] = [];
    for (let kill = 0; kill < KILLS; kill++) {
      const name = `w${writers.length}`;
      const writer = start({ retention: RETENTION });
      writer.start({ kind: "churn", name, seed: SEED + kill });
      writers.push(writer);
      await writer.acknowledges(20 + Math.floor(random() * 200));
      await spin(random() * 5); // Anywhere within a transaction.
      await writer.kill();
      mustBeSound(path);
      const engine = await lmdbEngine({ path }); // It keeps more, so that nothing goes while we look.
      await expectAcknowledged(engine, writers);
      await expectPastToBeFold(engine, random);
      await engine.close();
    }
    await expectNoOrphanLeases(path);
  });
}, 120_000);

function mustBeSound(path: string): void {
  const store = new Store(path);
  expect(checkState(store).revision).toBeGreaterThan(0);
  void store.close();
}

async function expectAcknowledged(engine: Engine, writers: readonly OtherProcess[]): Promise<void> {
  const snapshot = await engine.snapshot();
  for (const [index, { acknowledged }] of writers.entries()) {
    const number = (await snapshot.get<number>(["churn", `w${index}`])) ?? 0;
    expect(number).toBeGreaterThanOrEqual(acknowledged);
    expect(number).toBeLessThanOrEqual(acknowledged + 1);
  }
  snapshot.close();
}

/** The oldest state that can be had, and each commit since on top of it: at random moments. */
async function expectPastToBeFold(engine: Engine, random: () => number): Promise<void> {
  const events = await readFeed(engine);
  const since = events[0]?.kind === "gap" ? events[0].before : 1;
  const commits = events.filter((event): event is Commit => event.kind === "commit");
  expect(commits.map(({ revision }) => revision)).toEqual(commits.map((_, index) => since + index));
  const fold = new Map(
    (await readAll(engine, { revision: since })).map((entry) => [encodeKey(entry.key), entry]),
  );
  const chosen = new Set(
    commits.map(({ revision }) => revision).filter(() => random() < share(commits)),
  );
  for (const [index, { revision, at, changes }] of commits.entries()) {
    if (index === 0) continue; // It is what everything begins with.
    for (const { key, value } of changes) {
      if (value === undefined) fold.delete(encodeKey(key));
      else fold.set(encodeKey(key), { key, value });
    }
    if (!chosen.has(revision)) continue;
    expect(await readAll(engine, { revision })).toEqual(inOrder(fold));
    if (commits[index + 1]?.at === at) continue; // As of that time, there is a later commit.
    expect(unleased(await readAll(engine, { time: at }))).toEqual(unleased(inOrder(fold)));
  }
}

/** As of a time, what was leased may have lapsed before anybody reaped it. */
function unleased(entries: readonly Entry[]): Entry[] {
  return entries.filter(({ value }) => (value as Partial<Churned>).lease === undefined);
}

function share(commits: readonly Commit[]): number {
  return MOMENTS / commits.length;
}

async function readFeed(engine: Engine): Promise<(Commit | Gap)[]> {
  const events: (Commit | Gap)[] = [];
  for await (const event of engine.changes({ after: 0, until: await engine.head() })) {
    events.push(event);
  }
  return events;
}

async function readAll(engine: Engine, moment: Moment): Promise<readonly Entry[]> {
  const snapshot = await engine.snapshot(moment);
  try {
    return await snapshot.range({ prefix: [] });
  } finally {
    snapshot.close();
  }
}

function inOrder(fold: ReadonlyMap<string, Entry>): Entry[] {
  return [...fold].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
}

/** Once every lease has lapsed, nothing is left of any, nor of what was bound to it. */
async function expectNoOrphanLeases(path: string): Promise<void> {
  const engine = await lmdbEngine({ path });
  const store = new Store(path);
  await vi.waitFor(() => {
    store.refresh();
    expect([...store.deadlines.getKeys({ start: FIRST_KEY })]).toEqual([]);
  }, PATIENCE);
  const left = [...store.leases.getRange({ start: FIRST_KEY })];
  expect(left.map(({ value }) => JSON.parse(value) as LeaseRecord)).toEqual([]);
  await store.close();
  const snapshot = await engine.snapshot();
  const entries = await snapshot.range<Churned>({ prefix: ["churned"] satisfies Key });
  expect(entries.filter(({ value }) => value.lease !== undefined)).toEqual([]);
  snapshot.close();
  await engine.close();
}

/** A random part of a transaction's time: shorter than timers can be. */
async function spin(ms: number): Promise<void> {
  const untilMs = performance.now() + ms;
  while (performance.now() < untilMs) await new Promise<void>((resolve) => setImmediate(resolve));
}
