/** What did not hold the last time, for `--rerun-failed`. */

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { DialSettings } from "@holdfast/scenario-runner";
import { usageError } from "../exit-codes.ts";
import type { PlannedRun } from "./plan-runs.ts";
import type { Played } from "./play-one.ts";

/** Beside the histories. */
function lastFailuresFile(): string {
  return join(tmpdir(), "holdfast-histories", "last-failures.json");
}

interface Failure {
  readonly file: string;
  readonly seed?: number;
  readonly dial?: DialSettings;
}

export function rememberFailures(played: readonly Played[], file = lastFailuresFile()): void {
  const failed = played.filter(({ outcome }) => outcome !== "ok" && outcome !== "skipped");
  const failures = failed.map(({ planned, seed }): Failure => {
    const { file, dial } = planned;
    return { file: resolve(file), ...(seed !== undefined && { seed }), ...(dial && { dial }) };
  });
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(failures));
}

/** @throws CommandError when nothing failed, nothing was run, or a scenario that failed is gone */
export function readLastFailures(file = lastFailuresFile()): PlannedRun[] {
  let failures: readonly Failure[] = [];
  try {
    failures = JSON.parse(readFileSync(file, "utf8")) as Failure[];
  } catch {
    throw usageError("Nothing has been run yet.");
  }
  if (failures.length === 0) throw usageError("Nothing failed the last time.");
  return failures.map(({ file, seed, dial }) => ({
    ...{ file, text: textOf(file), seed, dial },
  }));
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    throw usageError(`${file} failed the last time, and cannot be read any more.`);
  }
}
