/**
 * Random runs, side by side on an engine and on a model, in which every answer is compared: what
 * bodies read, how they fail, ranges of the present and of the past, and in the end the whole feed.
 *
 *     operations ──▶ engine ──▶ answer ─┐
 *               └──▶ model  ──▶ answer ─┴─ equal?
 *
 * In the end each side's past is also compared with a plain fold of its own feed, so that the two
 * cannot be wrong together.
 *
 * Both run on one clock that stands still between operations. Revisions are not compared as numbers:
 * two leases that lapse between two operations may be reaped by one commit or by two.
 */

import {
  type Engine,
  encodeKey,
  isHoldfastError,
  type Key,
  type LeaseId,
  ManualClock,
  type Moment,
  type RangeOptions,
  type Revision,
} from "@holdfast/shared-state/engine";
import fc from "fast-check";
import { expect } from "vitest";
import { withState } from "./kit.ts";
import { comparable, expectPastToBeFold, readFeed, reapedKeys, without } from "./random-feeds.ts";
import {
  type BodyResult,
  GaveUp,
  type Operation,
  operations,
  RANDOM_KEYS,
  runSteps,
} from "./random-steps.ts";
import type { CreateState } from "./state-under-test.ts";
import { collect, until } from "./waiting.ts";

export interface RandomRuns {
  /** How many runs. */
  readonly runs?: number;
  /** Of a failed run that is to be played again, as it was printed. */
  readonly seed?: number;
  readonly path?: string;
}

const MARKER = ["marker"];

/** One of the two that are compared. */
interface Side {
  readonly handles: readonly [Engine, Engine];
  readonly live: ReturnType<typeof collect>;
  readonly leases: LeaseId[];
  /** The revision at which each operation so far left the state, by this side's own count. */
  readonly revisions: Revision[];
}

interface Run {
  readonly engine: Side;
  readonly model: Side;
  readonly clock: ManualClock;
  /** The wall time of each operation so far. */
  readonly times: number[];
  /** Every key that was erased, encoded. */
  readonly erased: Set<string>;
}

/**
 * Compares an engine with a model, which has to reap within `clock.advance`, as the engine in memory
 * does. Throws with fast-check's report, which has the seed and the path to play the run again.
 */
export async function randomOperations(
  createState: CreateState,
  createModel: CreateState,
  { runs = 60, seed, path }: RandomRuns = {},
): Promise<void> {
  const property = fc.asyncProperty(operations, async (steps) => {
    const clock = new ManualClock();
    await withState(createState, { clock }, (openEngine) =>
      withState(createModel, { clock }, async (openModel) => {
        const [engine, model] = [await createSide(openEngine), await createSide(openModel)];
        const run: Run = { engine, model, clock, times: [clock.wallMs()], erased: new Set() };
        for (const step of steps) await compare(step, run);
        await settle(run);
        await compareFeeds(run);
      }),
    );
  });
  await fc.assert(property, {
    numRuns: runs,
    ...(seed !== undefined && { seed }),
    ...(path !== undefined && { path }),
  });
}

async function createSide(open: () => Promise<Engine>): Promise<Side> {
  const handles = [await open(), await open()] as const;
  return { handles, live: collect(handles[1].changes()), leases: [], revisions: [0] };
}

async function compare(operation: Operation, run: Run): Promise<void> {
  const { clock, engine, model } = run;
  switch (operation.kind) {
    case "advance":
      clock.advance(operation.ms);
      await settle(run);
      break;
    case "step-wall":
      clock.stepWall(operation.ms);
      break;
    case "erase":
      for (const key of operation.keys) run.erased.add(encodeKey(key));
      await Promise.all([erase(engine, operation), erase(model, operation)]);
      await settle(run);
      break;
    case "transact":
      expect(await transact(engine, operation)).toEqual(await transact(model, operation));
      break;
    default:
      expect(await read(engine, operation, run)).toEqual(await read(model, operation, run));
  }
  run.times.push(clock.wallMs());
}

type Of<Kind> = Extract<Operation, { kind: Kind }>;

/** What the transaction saw, or how it failed. */
async function transact(side: Side, { handle, steps, durable }: Of<"transact">): Promise<unknown> {
  try {
    const known = [...side.leases];
    const { value, revision } = await side.handles[handle]!.transact<BodyResult>(
      (tx) => runSteps(tx, steps, known),
      { cause: "random", durable },
    );
    side.leases.push(...value.made);
    const committed = revision !== side.revisions.at(-1);
    side.revisions.push(revision);
    return { seen: value.seen, made: value.made.length, committed };
  } catch (error) {
    if (error instanceof GaveUp) return "gave up";
    if (isHoldfastError(error)) return error.code;
    throw error;
  }
}

async function erase(side: Side, { handle, keys }: { handle: number; keys: readonly Key[] }) {
  side.revisions.push(await side.handles[handle]!.erase(keys));
}

type Read = Of<"read-present"> | Of<"read-revision"> | Of<"read-time">;

async function read(side: Side, operation: Read, { times }: Run): Promise<unknown> {
  const { handle, range } = operation;
  return readAll(side, handle, range, momentOf(side, operation, times));
}

function momentOf(side: Side, operation: Read, times: readonly number[]): Moment | undefined {
  switch (operation.kind) {
    case "read-present":
      return undefined;
    case "read-revision":
      return { revision: side.revisions.at(-1 - operation.back) ?? 0 };
    case "read-time":
      return { time: (times.at(-1 - operation.back) ?? 0) + operation.offMs };
  }
}

/** A range, and every key and lease of the run one by one, all of one snapshot. */
async function readAll(side: Side, handle: number, range: RangeOptions, moment?: Moment) {
  const snapshot = await side.handles[handle]!.snapshot(moment);
  try {
    const entries = await snapshot.range(range);
    const values = await Promise.all(RANDOM_KEYS.map((key) => snapshot.get(key)));
    const left = await Promise.all(side.leases.map((lease) => snapshot.leaseLeftMs(lease)));
    return { entries, values, left };
  } finally {
    snapshot.close();
  }
}

/** Waits until the engine has reaped what the model has, and marks that moment in both. */
async function settle({ engine, model, clock }: Run): Promise<void> {
  await mark(model);
  const reaped = reapedKeys(model.live).length;
  await until(() => reapedKeys(engine.live).length >= reaped, clock);
  await mark(engine);
}

async function mark(side: Side): Promise<void> {
  const { revision } = await side.handles[0].transact((tx) => tx.put(MARKER, "marked"));
  side.revisions.push(revision);
  const hasArrived = (event: { kind: string; revision?: Revision }) => event.revision === revision;
  await until(() => side.live.some(hasArrived));
}

/**
 * The feed as it was told while everything happened, but for keys that were erased, of which it may
 * or may not have had the values; the feed as it is told now; and the past.
 */
async function compareFeeds({ engine, model, erased }: Run): Promise<void> {
  expect(comparable(without(erased, engine.live))).toEqual(comparable(without(erased, model.live)));
  const [ofEngine, ofModel] = [await readFeed(engine.handles[0]), await readFeed(model.handles[0])];
  expect(comparable(ofEngine)).toEqual(comparable(ofModel));
  await expectPastToBeFold(engine.handles[1], ofEngine);
  await expectPastToBeFold(model.handles[1], ofModel);
}
