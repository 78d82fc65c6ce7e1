/** The scenarios that come along: those of the folder, as they are written and as they are read. */

import { readScenario, type Scenario } from "@holdfast/scenario-runner";
import { filesUnder } from "../repository/sources.ts";

export interface ShippedScenario {
  /** Within the folder. */
  readonly file: string;
  readonly text: string;
  readonly scenario: Scenario;
}

export const FOLDER = "scenarios";

export function shippedScenarios(): ShippedScenario[] {
  return filesUnder(FOLDER, ".yaml")
    .map(({ path, text }) => ({ file: path.slice(FOLDER.length + 1), text }))
    .map(({ file, text }) => ({ file, text, scenario: readScenario(text, file) }))
    .sort((one, other) => (one.file < other.file ? -1 : 1));
}
