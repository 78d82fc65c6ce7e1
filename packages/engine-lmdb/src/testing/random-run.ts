/**
 * For tests: several real processes do random operations on one state, some are killed in the middle,
 * and then everything is done once more, one after the other, on the model.
 *
 *     process a   ──[──●──]────────[●─]──✗           ● under the write lock: the instant says when
 *     process b   ────[────●──]──[──●]────
 *     model              ●  ●        ● ●             same order: must see, and leave behind, the same
 *
 * So the whole is strictly serializable: each instant lies between an operation's call and its answer,
 * revisions rise in the same order, and what was seen is what the operations before it had left. Of an
 * operation that nobody answered, all is in the log, or nothing.
 */

import type { Change, Clock, Commit, Engine } from "@holdfast/shared-state/engine";
import { expect } from "vitest";
import { lmdbEngine } from "../lmdb-engine.ts";
import { type OtherProcess, withProcesses } from "./other-process.ts";
import {
  type Deed,
  GaveUp,
  type Observed,
  type OperationName,
  randomOperation,
  runSteps,
} from "./random-operation.ts";
import { randomFrom } from "./seeded-random.ts";

interface RandomRun {
  readonly operations: number;
  readonly seed: number;
  /** How many processes work at the same time. */
  readonly processes: number;
  /** An empty model whose time is that clock's. */
  readonly createModel: (clock: Clock) => Engine;
  /** After about so many operations of its own, a process is killed and another takes its place. */
  readonly lifetime: number;
}

/** What was done, as far as it is known: by answers, or else by the log. */
type Done = Deed & Partial<Observed>;

/** How many operations were judged, and how many of them nobody had answered. */
export async function randomRun(run: RandomRun): Promise<{ judged: number; unanswered: number }> {
  let result = { judged: 0, unanswered: 0 };
  await withProcesses(async (path, start) => {
    const observed = await operate(run, () => start());
    const engine = await lmdbEngine({ path });
    try {
      result = await judge(engine, openModel(run.createModel), observed);
    } finally {
      await engine.close();
    }
  });
  return result;
}

async function operate(
  { operations, seed, processes, lifetime }: RandomRun,
  start: () => OtherProcess,
): Promise<Observed[]> {
  const random = randomFrom(seed);
  const everybody: OtherProcess[] = [];
  const total = () => everybody.reduce((sum, { observed }) => sum + observed.length, 0);
  const place = async (): Promise<void> => {
    while (total() < operations) {
      const other = start();
      const name = `p${everybody.push(other)}`;
      const inFlight = 1 + Math.floor(random() * 8);
      other.start({ kind: "operate", name, seed: Math.floor(random() * 2 ** 31), inFlight });
      await other.operates(Math.floor(lifetime * (0.5 + random())));
      await other.kill();
    }
  };
  await Promise.all(Array.from({ length: processes }, place));
  return everybody.flatMap(({ observed }) => observed);
}

async function judge(engine: Engine, model: Model, observed: readonly Observed[]) {
  const commits = await readLog(engine);
  const deeds = new Map(commits.flatMap((commit) => deedOf(commit) ?? []));
  const answered = new Set(observed.map(nameOf));
  const unanswered = [...deeds.values()].filter(({ deed }) => !answered.has(nameOf(deed)));
  const done: Done[] = [
    ...observed,
    ...unanswered.map(({ deed, commit: { revision } }) => ({ ...deed, revision })),
  ].sort((a, b) => a.atMs - b.atMs);

  let before = 0;
  for (const each of done) {
    model.setNow(each.atMs);
    const expected = await doAgain(model.engine, each);
    expectWithin(each);
    if (answered.has(nameOf(each))) expect(each.seen, nameOf(each)).toEqual(expected.seen);
    if (each.revision !== undefined) {
      expect(each.revision, nameOf(each)).toBeGreaterThanOrEqual(before);
      before = each.revision;
    }
    const logged = deeds.get(nameOf(each))?.commit;
    expect(logged?.revision, nameOf(each)).toBe(expected.changes && each.revision);
    expect(logged && comparable(logged.changes)).toEqual(expected.changes);
  }
  await model.engine.close();
  return { judged: done.length, unanswered: unanswered.length };
}

/** Does the operation on the model; returns what it saw, and what it changed, if it did. */
async function doAgain(model: Engine, deed: Done) {
  const head = await model.head();
  const operation = randomOperation(deed.seed, deed.index);
  try {
    const { value, revision } = await model.transact((tx) => runSteps(tx, operation, deed));
    if (revision === head) return { seen: value, changes: undefined };
    const feed = model.changes({ after: head });
    const { value: commit } = await feed.next();
    feed.close();
    if (commit?.kind !== "commit") throw new Error("The model has made no commit.");
    return { seen: value, changes: comparable(commit.changes) };
  } catch (error) {
    if (error instanceof GaveUp) return { seen: undefined, changes: undefined };
    throw error;
  }
}

/** Its instant lies between the call and the answer, on the clock that all processes share. */
function expectWithin({ startedMs, atMs, endedMs, ...name }: Done): void {
  if (startedMs === undefined || endedMs === undefined) return;
  expect(startedMs, nameOf(name)).toBeLessThanOrEqual(atMs);
  expect(endedMs, nameOf(name)).toBeGreaterThanOrEqual(atMs);
}

/** Every commit, without a hole. */
async function readLog(engine: Engine): Promise<Commit[]> {
  const commits: Commit[] = [];
  for await (const event of engine.changes({ after: 0, until: await engine.head() })) {
    expect(event).toMatchObject({ kind: "commit", revision: commits.length + 1 });
    commits.push(event as Commit);
  }
  return commits;
}

/** Undefined: nobody's operation, but the reaper's. */
function deedOf(commit: Commit): [string, { deed: Deed; commit: Commit }][] | undefined {
  const change = commit.changes.find(({ key }) => key[0] === "did");
  if (change) {
    const deed = change.value as Deed;
    return [[nameOf(deed), { deed, commit }]];
  }
  expect(commit.note.cause).toBe("lease-lapsed");
  return undefined;
}

function nameOf({ process, index }: Pick<OperationName, "process" | "index">): string {
  return `${process}-${index}`;
}

/** Each engine makes up its own names for leases. */
function comparable(changes: readonly Change[]): unknown[] {
  return changes.map(({ key, value }) => {
    if (key[0] !== "slot" || value === undefined) return { key, value };
    return { key, value: { ...(value as object), lease: "some" } };
  });
}

interface Model {
  readonly engine: Engine;
  setNow(ms: number): void;
}

/** A model whose time stands at the given instant. It reaps nothing: reads judge anyway. */
function openModel(create: (clock: Clock) => Engine): Model {
  let nowMs = 0;
  const engine = create({
    wallMs: () => 0,
    monotonicMs: () => nowMs,
    bootId: "model",
    after: () => () => {},
  });
  const setNow = (ms: number) => {
    nowMs = ms;
  };
  return { engine, setNow };
}
