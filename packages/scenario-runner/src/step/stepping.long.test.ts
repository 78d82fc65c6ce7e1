/**
 * A race that is stepped through at random, by a seed, is saved, and comes about again: at the places where
 * processes stand as a rule, and before each attempt at a task, to which several come at once.
 */

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Fault, History } from "@holdfast/checker";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readScenario } from "../format/read-scenario.ts";
import { run } from "../run.ts";
import { SeededRandom } from "../seeded-random.ts";
import { PLACES_USUAL } from "./places.ts";
import { saveOrder } from "./save-order.ts";
import { Stepping } from "./stepping.ts";

const SCENARIOS = fileURLToPath(new URL("../../../../scenarios/", import.meta.url));
const SEED = Number(process.env.HOLDFAST_SEED ?? 1);
const MOVES_MAX = 25;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "holdfast-stepping-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Which of those that stood went on, in order. */
function goneOn(history: History): string[] {
  const isStand = (entry: History[number]): entry is Fault =>
    entry.kind === "fault" && entry.phase === "healed" && entry.id.startsWith("stand-");
  return history.filter(isStand).map(({ id }) => id);
}

it.each([
  ["two-actors-one-room", SEED],
  ["two-actors-one-room", SEED + 1],
  ["two-agents-one-step", SEED + 2],
])("%s, by the seed %i", async (name, seed) => {
  const historyFile = join(folder, "history.jsonl");
  const text = readFileSync(join(SCENARIOS, `${name}.yaml`), "utf8");
  const scenario = readScenario(text, name);
  const random = new SeededRandom(seed);
  const at = [...PLACES_USUAL, "task.before-attempt" as const];
  const stepping = new Stepping(scenario, { at, historyFile });
  const running = stepping.run();
  const moved: string[] = [];
  for (let nth = 0; nth < MOVES_MAX; nth++) {
    const { movers, isOver } = await stepping.nextScene();
    if (isOver) break;
    const mover = random.pick(movers);
    if (mover.kind === "process") moved.push(mover.stand.name);
    stepping.move(mover);
  }
  stepping.letAllGo();
  expect((await running).judgement.verdict).toBe("ok");
  const order = { order: stepping.order, outcomeOf: (step: string) => stepping.outcomeOf(step) };
  const saved = saveOrder({ ...order, text, scenario, name: "again", seed: scenario.seed });
  const { judgement, history } = await run(readScenario(saved), { historyFile });
  expect(judgement.findings.filter(({ verdict }) => verdict !== "ok")).toEqual([]);
  expect(goneOn(history).slice(0, moved.length)).toEqual(moved);
});
