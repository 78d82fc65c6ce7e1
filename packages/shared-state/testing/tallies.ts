/**
 * A projection to test projections with. The source keys are `["number", group, id]`; the view has a
 * copy of each number, and their sum per group, so that a torn or mixed view gives itself away. What
 * only the feed tells is how often a number was put: that is carried from build to build.
 */

import type { Engine } from "../src/engine.ts";
import { defineProjection, type ProjectionView } from "../src/projection-definition.ts";
import type { ProjectionEvent, RunOptions } from "../src/projection-runner.ts";
import { type RunningProjection, runProjection } from "../src/projection-runner.ts";
import type { ProjectionReader } from "../src/projection-view.ts";
import { openSharedState, type SharedState } from "../src/state.ts";
import { eventually } from "./memory-state.ts";

interface Copy {
  readonly number: number;
  readonly version: number;
}

export interface TalliesOptions {
  readonly name?: string;
  readonly version?: number;
  /** Called with each change, before anything else. */
  readonly notice?: (id: string, value: number | undefined) => void;
}

export function talliesOf({
  name = "tallies",
  version = 1,
  notice = () => {},
}: TalliesOptions = {}) {
  return defineProjection(name, {
    version,
    sources: [["number"]],
    carried: [["puts"]],
    apply(view, { key, value, fromSnapshot }) {
      const [, group, id] = key as [string, string, string];
      notice(id, value as number | undefined);
      if (value !== undefined && !fromSnapshot) add(view, ["puts"], 1);
      const before = view.get<Copy>(["copy", group, id])?.number ?? 0;
      add(view, ["sum", group], ((value as number | undefined) ?? 0) - before);
      if (value === undefined) view.delete(["copy", group, id]);
      else view.put(["copy", group, id], { number: value, version });
    },
  });
}

function add(view: ProjectionView, key: string[], number: number): void {
  view.put(key, (view.get<number>(key) ?? 0) + number);
}

export interface Tallies {
  readonly copies: Record<string, number>;
  readonly puts: number;
}

/** @throws Error when the view is not whole, or of more than one build */
export async function readTallies(view: ProjectionReader): Promise<Tallies> {
  const copies = await view.range<Copy>({ prefix: ["copy"] });
  const sums = await view.range<number>({ prefix: ["sum"] });
  const versions = new Set(copies.map(({ value }) => value.version));
  if (versions.size > 1) throw new Error("The view is of two builds at once.");
  for (const { key, value } of sums) {
    const inGroup = copies.filter((copy) => copy.key[1] === key[1]);
    const sum = inGroup.reduce((total, copy) => total + copy.value.number, 0);
    if (sum !== value) throw new Error(`The view is torn: ${sum} is not ${value}.`);
  }
  return {
    copies: Object.fromEntries(copies.map(({ key, value }) => [key[2], value.number])),
    puts: (await view.get<number>(["puts"])) ?? 0,
  };
}

/** What a complete view would show: the plain fold of the sources. */
export async function foldNumbers(engine: Engine): Promise<Record<string, number>> {
  const snapshot = await engine.snapshot();
  const entries = await snapshot.range<number>({ prefix: ["number"] });
  snapshot.close();
  return Object.fromEntries(entries.map(({ key, value }) => [key[2], value]));
}

/** A runner in a process of its own, with what it told. */
export interface Runner extends RunningProjection {
  readonly state: SharedState;
  readonly events: ProjectionEvent[];
}

export function startRunner(
  engine: Engine,
  definition = talliesOf(),
  options: RunOptions = {},
): Runner {
  const state = openSharedState({ engine, actor: "projection-agent/1" });
  const events: ProjectionEvent[] = [];
  const running = runProjection(state, definition, {
    ...{ tell: (event) => events.push(event), ...options },
  });
  return { state, events, stop: () => running.stop() };
}

/** The view as soon as it shows the present. */
export async function caughtUp(state: SharedState, name = "tallies"): Promise<Tallies> {
  let tallies: Tallies | undefined;
  let asking = false;
  const ask = async () => {
    const atLeast = await state.engine.head();
    const read = await state.projections.read({ name }, readTallies, { atLeast });
    if (read.ok) tallies = read.value;
    asking = false;
  };
  await eventually(() => {
    if (!tallies && !asking) {
      asking = true;
      void ask();
    }
    return tallies !== undefined;
  });
  return tallies!;
}
