/** What did not hold the last time, for `--rerun-failed`. */

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { usageError } from "../exit-codes.ts";
import type { PlannedRun } from "./plan-runs.ts";
import type { Played } from "./play-one.ts";

/** Beside the histories. */
const FILE = join(tmpdir(), "holdfast-histories", "last-failures.json");

interface Failure {
  readonly file: string;
  readonly seed?: number;
}

export function rememberFailures(played: readonly Played[], file = FILE): void {
  const failed = played.filter(({ outcome }) => outcome !== "ok" && outcome !== "skipped");
  const failures = failed.map(({ planned, seed }): Failure => {
    return { file: resolve(planned.file), ...(seed !== undefined && { seed }) };
  });
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(failures));
}

/** @throws CommandError when nothing failed, or nothing was run */
export function readLastFailures(file = FILE): PlannedRun[] {
  let failures: readonly Failure[] = [];
  try {
    failures = JSON.parse(readFileSync(file, "utf8")) as Failure[];
  } catch {
    throw usageError("Nothing has been run yet.");
  }
  if (failures.length === 0) throw usageError("Nothing failed the last time.");
  return failures.map((failure) => ({
    ...{ file: failure.file, text: readFileSync(failure.file, "utf8"), seed: failure.seed },
  }));
}
