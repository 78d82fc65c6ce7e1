/**
 * Random runs, side by side on an engine and on a model, in which every answer is compared: what
 * bodies read, how they fail, ranges of the present and of the past, and in the end the whole feed.
 *
 *     operations ──▶ engine ──▶ answer ─┐
 *               └──▶ model  ──▶ answer ─┴─ equal?
 *
 * Both run on one clock that stands still between operations. Revisions are not compared as numbers:
 * two leases that lapse between two operations may be reaped by one commit or by two.
 */

import {
  type Commit,
  type Engine,
  encodeKey,
  isHoldfastError,
  type LeaseId,
  ManualClock,
  type RangeOptions,
  type Revision,
} from "@holdfast/shared-state/engine";
import fc from "fast-check";
import { expect } from "vitest";
import { withState } from "./kit.ts";
import {
  type BodyResult,
  GaveUp,
  type Operation,
  operations,
  RANDOM_KEYS,
  runSteps,
  type Step,
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
  readonly log: ReturnType<typeof collect>;
  readonly leases: LeaseId[];
  /** The revision at which each transaction so far left the state, by this side's own count. */
  readonly revisions: Revision[];
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
  const property = fc.asyncProperty(operations, async (run) => {
    const clock = new ManualClock();
    await withState(createState, { clock }, (openEngine) =>
      withState(createModel, { clock }, async (openModel) => {
        const engine = await createSide(openEngine);
        const model = await createSide(openModel);
        for (const operation of run) await compare(operation, engine, model, clock);
        await settle(engine, model, clock);
        expect(feedOf(engine)).toEqual(feedOf(model));
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
  return { handles, log: collect(handles[1].changes()), leases: [], revisions: [0] };
}

async function compare(operation: Operation, engine: Side, model: Side, clock: ManualClock) {
  switch (operation.kind) {
    case "advance":
      clock.advance(operation.ms);
      return settle(engine, model, clock);
    case "step-wall":
      return clock.stepWall(operation.ms);
    case "transact": {
      const answer = await transact(engine, operation.handle, operation.steps);
      return expect(answer).toEqual(await transact(model, operation.handle, operation.steps));
    }
    case "read-present": {
      const answer = await readAll(engine, operation.handle, operation.range);
      return expect(answer).toEqual(await readAll(model, operation.handle, operation.range));
    }
    case "read-past": {
      const { handle, range, back } = operation;
      const answer = await readAll(engine, handle, range, revisionOf(engine, back));
      return expect(answer).toEqual(await readAll(model, handle, range, revisionOf(model, back)));
    }
  }
}

/** What the transaction saw, or how it failed. */
async function transact(side: Side, handle: number, steps: readonly Step[]): Promise<unknown> {
  try {
    const known = [...side.leases];
    const { value, revision } = await side.handles[handle]!.transact<BodyResult>(
      (tx) => runSteps(tx, steps, known),
      { cause: "random" },
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

function revisionOf(side: Side, back: number): Revision {
  return side.revisions.at(-1 - back) ?? 0;
}

/** A range, and every key and lease of the run one by one, all of one snapshot. */
async function readAll(side: Side, handle: number, range: RangeOptions, revision?: Revision) {
  const options = revision === undefined ? {} : { revision };
  const snapshot = await side.handles[handle]!.snapshot(options);
  try {
    const entries = await snapshot.range(range);
    const values = await Promise.all(RANDOM_KEYS.map((key) => snapshot.get(key)));
    if (revision !== undefined) return { entries, values };
    const left = await Promise.all(side.leases.map((lease) => snapshot.leaseLeftMs(lease)));
    return { entries, values, left };
  } finally {
    snapshot.close();
  }
}

/** Waits until the engine has reaped what the model has, and marks that moment in both. */
async function settle(engine: Side, model: Side, clock: ManualClock): Promise<void> {
  await mark(model);
  const reaped = reapedKeys(model).length;
  await until(() => reapedKeys(engine).length >= reaped, clock);
  await mark(engine);
}

async function mark(side: Side): Promise<void> {
  const { revision } = await side.handles[0].transact((tx) => tx.put(MARKER, "marked"));
  side.revisions.push(revision);
  const hasArrived = (event: { kind: string; revision?: Revision }) => event.revision === revision;
  await until(() => side.log.some(hasArrived));
}

function reapedKeys(side: Side): string[] {
  const reaps = commitsOf(side).filter(({ note }) => note.cause === "lease-lapsed");
  return reaps.flatMap(({ changes }) => changes.map(({ key }) => encodeKey(key)));
}

/**
 * The feed without what may differ: revisions, and how reaps are grouped. Between two other commits,
 * the keys that were reaped are taken together.
 */
function feedOf(side: Side): unknown[] {
  const feed: unknown[] = [];
  let reaped: string[] = [];
  for (const { note, at, changes } of commitsOf(side)) {
    const sorted = changes.map(({ key, value }) => [encodeKey(key), value] as const).sort(byKey);
    if (note.cause === "lease-lapsed") {
      reaped.push(...sorted.map(([key]) => key));
    } else {
      feed.push({ reaped: reaped.sort() }, { note, at, sorted });
      reaped = [];
    }
  }
  return [...feed, { reaped }];
}

function commitsOf(side: Side): Commit[] {
  return side.log.map((event) => {
    if (event.kind === "gap") return expect.unreachable("A gap, though everything is retained.");
    return event;
  });
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}
