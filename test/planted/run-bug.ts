/** Runs the race of a planted bug, with the bug or without. */

import type { Patch, PlantedBug } from "./bug.ts";
import type { Judged } from "./judged.ts";
import { runOnProcesses } from "./run-on-processes.ts";
import { runStaged } from "./run-staged.ts";

export function runWithBug(bug: PlantedBug): Promise<Judged> {
  return runRace(bug, bug.patches);
}

export function runWithout(bug: PlantedBug): Promise<Judged> {
  return runRace(bug, []);
}

async function runRace({ name, race }: PlantedBug, patches: readonly Patch[]): Promise<Judged> {
  if (race.on === "processes") return runOnProcesses(race.scenario, patches);
  const judged = await runStaged([name], patches);
  return judged.get(name)!;
}
