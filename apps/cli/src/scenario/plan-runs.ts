/** Which scenarios are played, and from which seeds. */

import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { type DialSettings, readScenario } from "@holdfast/scenario-runner";
import { usageError } from "../exit-codes.ts";
import { CHECKOUT } from "../state-folder.ts";

export interface PlannedRun {
  readonly file: string;
  readonly text: string;
  /** Undefined: the scenario's own. */
  readonly seed: number | undefined;
  /** Of the dial, what is turned otherwise than the scenario has it. */
  readonly dial?: DialSettings | undefined;
}

export interface PlanOptions {
  readonly repeat: number;
  readonly dial?: DialSettings | undefined;
  readonly seed: number | undefined;
}

/** @throws CommandError when there is no such file, or none in the folder */
export function planRuns(
  paths: readonly string[],
  { repeat, seed, dial }: PlanOptions,
): PlannedRun[] {
  const files = (paths.length === 0 ? [join(CHECKOUT, "scenarios")] : paths).flatMap(filesAt);
  if (files.length === 0) throw usageError(`There is no scenario in ${paths.join(", ")}.`);
  return files.flatMap((file) => {
    const text = readFileSync(file, "utf8");
    const first = seed ?? (repeat > 1 ? ownSeed(text) : undefined);
    return Array.from({ length: repeat }, (_, nth) => ({
      ...{ file: shortened(file), text, dial },
      seed: first === undefined ? undefined : first + nth,
    }));
  });
}

function filesAt(path: string): string[] {
  try {
    if (!statSync(path).isDirectory()) return [path];
  } catch {
    throw usageError(`There is no ${path}.`);
  }
  const names = readdirSync(path).filter((name) => /\.ya?ml$/.test(name));
  return names.sort().map((name) => join(path, name));
}

/** Of a text that is no scenario, it does not matter. */
function ownSeed(text: string): number {
  try {
    return readScenario(text).seed;
  } catch {
    return 1;
  }
}

function shortened(file: string): string {
  const short = relative(process.cwd(), file);
  return short.startsWith("..") ? file : short;
}
