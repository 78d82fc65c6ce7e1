/**
 * The past at random times, against a plain fold of the feed: of every commit by then, the last value
 * of each key, less those that say themselves that their lease had lapsed.
 *
 * What fails is printed with the seed and the path to play it again.
 */

import type { Commit, Engine, ManualClock } from "@holdfast/shared-state/engine";
import fc from "fast-check";
import { expect } from "vitest";
import type { Guarantee } from "./kit.ts";
import { put } from "./reading.ts";

type Step =
  | { readonly kind: "put" | "delete"; readonly key: number }
  | { readonly kind: "lease"; readonly forMs: number }
  | { readonly kind: "advance" | "step-wall"; readonly ms: number };

/** Where a time lies between the first and the last commit, in thousandths. */
type Place = number;

interface Leased {
  /** By the wall clock, when it was put. */
  readonly lapsesAt: number;
}

const key = fc.nat(6);
const putOrDelete: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom("put", "put", "delete"),
  key,
});
const advance: fc.Arbitrary<Step> = fc.record({
  kind: fc.constant("advance"),
  ms: fc.constantFrom(1, 10, 20, 50, 100, 1_000),
});
const lease: fc.Arbitrary<Step> = fc.record({
  kind: fc.constant("lease"),
  forMs: fc.constantFrom(10, 30, 100, 1_000),
});
const stepWall: fc.Arbitrary<Step> = fc.record({
  kind: fc.constant("step-wall"),
  ms: fc.constantFrom(-3_600_000, -50, 50, 3_600_000),
});
const places: fc.Arbitrary<Place[]> = fc.array(fc.nat(1_000), { minLength: 100, maxLength: 100 });

export const snapshotsFoldTheFeed: Guarantee = ({ checkInTime }) => {
  const compare = async (
    engines: readonly Engine[],
    clock: ManualClock,
    step: fc.Arbitrary<Step>,
  ) => {
    const steps = fc.array(step, { minLength: 60, maxLength: 60 });
    const run = fc.asyncProperty(steps, places, async (history, chosen) => {
      for (const [index, next] of history.entries()) {
        await take(next, engines[index % engines.length]!, clock);
      }
      await put(engines[0]!, ["end"], clock.wallMs());
      const commits = await allCommits(engines[0]!);
      for (const time of timesAt(chosen, commits)) {
        expect({ time, entries: await entriesAt(engines.at(-1)!, time) }).toEqual({
          time,
          entries: foldTo(time, commits),
        });
      }
    });
    await fc.assert(run, { numRuns: 4 });
  };

  checkInTime("at random times, leases lapsing", async (open, clock) => {
    const step = fc.oneof(putOrDelete, lease, advance);
    await compare([await open(), await open()], clock, step);
  });

  checkInTime("at random times, the wall clock jumping", async (open, clock) => {
    const step = fc.oneof(putOrDelete, putOrDelete, advance, stepWall);
    await compare([await open(), await open()], clock, step);
  });
};

async function take(step: Step, engine: Engine, clock: ManualClock): Promise<void> {
  switch (step.kind) {
    case "advance":
      return clock.advance(step.ms);
    case "step-wall":
      return clock.stepWall(step.ms);
    case "delete":
      await engine.transact((tx) => tx.delete(["k", step.key]));
      return;
    case "put":
      await put(engine, ["k", step.key], clock.wallMs());
      return;
    case "lease": {
      // A key of its own for each lease: nothing but its lease ends it.
      const name = await engine.head();
      const leased: Leased = { lapsesAt: clock.wallMs() + step.forMs };
      await engine.transact((tx) =>
        tx.put(["leased", name], leased, { lease: tx.lease(step.forMs) }),
      );
    }
  }
}

async function allCommits(engine: Engine): Promise<Commit[]> {
  const commits: Commit[] = [];
  for await (const event of engine.changes({ after: 0, until: await engine.head() })) {
    if (event.kind === "gap") return expect.unreachable("Everything is retained.");
    commits.push(event);
  }
  return commits;
}

/** The chosen ones, and those of the commits themselves, with a millisecond on either side. */
function timesAt(chosen: readonly Place[], commits: readonly Commit[]): number[] {
  const first = commits[0]!.at;
  const last = commits.at(-1)!.at;
  const between = chosen.map((place) => Math.round(first + ((last - first) * place) / 1_000));
  const around = commits.slice(-30).flatMap(({ at }) => [at - 1, at, at + 1]);
  return [...between, ...around].filter((time) => time <= last);
}

function foldTo(time: number, commits: readonly Commit[]): [string, unknown][] {
  const state = new Map<string, unknown>();
  for (const { changes } of commits.filter(({ at }) => at <= time)) {
    for (const change of changes) {
      if (change.value === undefined) state.delete(JSON.stringify(change.key));
      else state.set(JSON.stringify(change.key), change.value);
    }
  }
  const isThere = ([name, value]: [string, unknown]) =>
    !name.startsWith('["leased"') || time < (value as Leased).lapsesAt;
  return [...state].filter(isThere).sort(byName);
}

async function entriesAt(engine: Engine, time: number): Promise<[string, unknown][]> {
  const snapshot = await engine.snapshot({ time });
  const entries = await snapshot.range({ prefix: [] });
  snapshot.close();
  return entries
    .map(({ key, value }): [string, unknown] => [JSON.stringify(key), value])
    .sort(byName);
}

function byName([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : 1;
}
