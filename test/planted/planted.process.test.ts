/** Each planted bug is caught, and the correct build raises no alarm in any of the same races. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { root } from "../repository/sources.ts";
import type { PlantedBug } from "./bug.ts";
import { BUGS } from "./bugs.ts";
import { alarmsIn, catchOf, type Judged, violationsIn } from "./judged.ts";
import { applyPatches } from "./patches.ts";
import { runWithBug, runWithout } from "./run-bug.ts";
import { runStaged } from "./run-staged.ts";

const STAGED = BUGS.filter(({ race }) => race.on === "stage");
const ON_PROCESSES = BUGS.filter(({ race }) => race.on === "processes");

async function expectCaught(bug: PlantedBug): Promise<void> {
  const judged = await runWithBug(bug);
  const { check, witness, alone } = bug.caughtBy;
  const caught = catchOf(bug, judged);
  const found = violationsIn(judged).map((each) => each.check);
  expect(found).toContain(check);
  if (alone) expect(found).toEqual([check]);
  expect(caught?.witness).toHaveLength(witness);
  expect(caught?.explanation).toMatch(/\S/);
}

function expectNoAlarm({ caughtBy: { check } }: PlantedBug, judged: Judged): void {
  expect(alarmsIn(judged)).toEqual([]);
  const looked = judged.findings.map((finding) => finding.check);
  if (check !== "as-expected") expect(looked).toContain(check);
}

it.each(BUGS)("the patches of $name fit what was built", ({ patches }) => {
  for (const patch of patches) {
    const built = readFileSync(join(root, patch.module), "utf8");
    expect(applyPatches(built, [patch])).not.toBe(built);
  }
});

describe("staged, with the bug, it is caught", () => {
  it.concurrent.each(STAGED)("$name", expectCaught);
});

describe("staged, without it, there is no alarm", () => {
  let correct: ReadonlyMap<string, Judged>;
  beforeAll(async () => {
    correct = await runStaged(
      STAGED.map(({ name }) => name),
      [],
    );
  }, 60_000);
  it.each(STAGED)("$name", (bug) => expectNoAlarm(bug, correct.get(bug.name)!));
});

describe("on a whole system, with the bug, it is caught", () => {
  it.each(ON_PROCESSES)("$name", expectCaught);
});

describe("on a whole system, without it, there is no alarm", () => {
  /** By scenario: several bugs may come out in one. */
  const played = new Map<string, Promise<Judged>>();
  it.each(ON_PROCESSES)("$name", async (bug) => {
    const scenario = "scenario" in bug.race ? bug.race.scenario : bug.name;
    const correct = played.get(scenario) ?? runWithout(bug);
    played.set(scenario, correct);
    expectNoAlarm(bug, await correct);
  });
});
