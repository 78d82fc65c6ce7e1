/**
 * The program of a process in which races are staged, with a planted bug or without.
 *
 *     node [--import patched-modules.js] stage.worker.js FOLDER NAME…
 *
 * Each race gets a state of its own, `FOLDER/NAME`, beside which it leaves `NAME.json`: what was
 * recorded, and what time it was in the end.
 */

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PlantedBug } from "./bug.ts";
import type { StageReport } from "./run-staged.ts";
import { Stage } from "./stage.ts";

const [folder = "", ...names] = process.argv.slice(2);

for (const name of names) {
  // That one alone: most have no need of all that the others import.
  const [bug] = Object.values<PlantedBug>(await import(`./bugs/${name}.js`));
  const { race } = bug!;
  if (race.on !== "stage") throw new Error(`${name} is not staged: it needs a whole system.`);
  const path = join(folder, name);
  mkdirSync(path);
  const stage = new Stage(path);
  await race.play(stage);
  await stage.close();
  const { entries, unexpected, transactions, clock } = stage;
  const report: StageReport = { entries, unexpected, transactions, now: clock.now() };
  writeFileSync(`${path}.json`, JSON.stringify(report));
}
