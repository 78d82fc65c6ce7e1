/**
 * Many commits while the wall clock steps back and forth and the engine is closed and opened again;
 * then the state as of random times, beside a plain fold of what was committed.
 */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Key, ManualClock, type Revision } from "@holdfast/shared-state/engine";
import { type LmdbEngine, lmdbEngine } from "../lmdb-engine.ts";
import { randomFrom } from "./seeded-random.ts";

export interface AsOfRun {
  readonly commits: number;
  readonly accounts: number;
  /** How many random times are looked at. */
  readonly looks: number;
  readonly seed: number;
}

export interface AsOfOutcome {
  /** Times at which the state was not what the fold says. */
  readonly wrong: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** What one account held, from one commit's time on. In order. */
interface Held {
  readonly at: number;
  readonly revision: Revision;
  /** Undefined: the account was closed. */
  readonly value: number | undefined;
}

/** So many commits are under way together, and the clock moves between them. */
const ROUND = 200;
const ROUNDS_PER_OPENING = 50;
const HOUR_MS = 3_600_000;
/** One deletion among so many commits. */
const CLOSING = 17;

export async function runAsOf({ commits, accounts, looks, seed }: AsOfRun): Promise<AsOfOutcome> {
  const path = await mkdtemp(join(tmpdir(), "holdfast-as-of-"));
  const clock = new ManualClock();
  const random = randomFrom(seed);
  const draw = (below: number) => Math.floor(random() * below);
  const open = () => lmdbEngine({ path, clock });
  const history = Array.from({ length: accounts }, (): Held[] => []);
  let engine = await open();
  try {
    const end = { at: 0 };
    for (let round = 0; round * ROUND < commits; round++) {
      if (round > 0 && round % ROUNDS_PER_OPENING === 0) {
        await engine.close();
        engine = await open();
      }
      stepClock(clock, draw);
      await commitRound(engine, clock, { history, draw, end });
    }
    return await lookBack(engine, { history, draw, looks, end });
  } finally {
    await engine.close();
    await rm(path, { recursive: true });
  }
}

/** Mostly a little forward; now and then an hour one way or the other. */
function stepClock(clock: ManualClock, draw: (below: number) => number): void {
  clock.advance(1 + draw(50));
  if (draw(40) === 0) clock.stepWall(draw(2) === 0 ? HOUR_MS : -HOUR_MS);
}

interface Course {
  readonly history: readonly Held[][];
  readonly draw: (below: number) => number;
  /** The last commit's time, which never goes back. */
  readonly end: { at: number };
}

async function commitRound(engine: LmdbEngine, clock: ManualClock, course: Course): Promise<void> {
  const { history, draw, end } = course;
  end.at = Math.max(end.at, clock.wallMs());
  const written = Array.from({ length: ROUND }, async () => {
    const account = draw(history.length);
    const isClosing = draw(CLOSING) === 0;
    const { value, revision } = await engine.transact((tx) => {
      const next = (tx.get<number>(keyOf(account)) ?? 0) + 1;
      if (isClosing) tx.delete(keyOf(account));
      else tx.put(keyOf(account), next);
      tx.put(["last"], account);
      return isClosing ? undefined : next;
    });
    return { account, value, revision };
  });
  for (const { account, value, revision } of await Promise.all(written)) {
    history[account]!.push({ at: end.at, revision, value });
  }
}

async function lookBack(
  engine: LmdbEngine,
  { history, draw, looks, end }: Course & { looks: number },
): Promise<AsOfOutcome> {
  const earliest = Math.min(...history.flatMap(([first]) => (first ? [first.at] : [])));
  const takenMs: number[] = [];
  let wrong = 0;
  for (let look = 0; look < looks; look++) {
    const time = earliest + draw(end.at - earliest + 1);
    const account = draw(history.length);
    const began = performance.now();
    const snapshot = await engine.snapshot({ time });
    const found = await snapshot.get<number>(keyOf(account));
    takenMs.push(performance.now() - began);
    snapshot.close();
    if (found !== foldUntil(history[account]!, time)) wrong += 1;
  }
  takenMs.sort((a, b) => a - b);
  const percentile = (share: number) => takenMs[Math.floor(takenMs.length * share)]!;
  return { wrong, p50Ms: percentile(0.5), p99Ms: percentile(0.99) };
}

function foldUntil(course: readonly Held[], time: number): number | undefined {
  let held: number | undefined;
  for (const { at, value } of course) {
    if (at > time) break;
    held = value;
  }
  return held;
}

function keyOf(account: number): Key {
  return ["account", account];
}
