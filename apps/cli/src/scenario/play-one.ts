/** One run of one scenario, and what came of it. */

import { performance } from "node:perf_hooks";
import {
  DialError,
  PartMissing,
  type Progress,
  type RunResult,
  readScenario,
  run,
  type Scenario,
  ScenarioError,
  withDial,
} from "@holdfast/scenario-runner";
import type { PlannedRun } from "./plan-runs.ts";

export type PlayedOutcome = "ok" | "violated" | "unknown" | "could-not-run" | "skipped";

export interface Played {
  readonly planned: PlannedRun;
  readonly outcome: PlayedOutcome;
  readonly tookMs: number;
  readonly scenario?: Scenario;
  readonly seed?: number;
  readonly result?: RunResult;
  /** Why it could not be run, or was skipped. */
  readonly why?: string;
}

export interface Show {
  begin(scenario: Scenario, seed: number): void;
  progress(progress: Progress): void;
  end(played: Played): void;
}

export interface PlayOptions {
  readonly show: Show;
  readonly keep: boolean;
  readonly signal: AbortSignal;
}

/** Rejects only when it was interrupted. */
export async function playOne(
  planned: PlannedRun,
  { show, keep, signal }: PlayOptions,
): Promise<Played> {
  const beganMs = performance.now();
  const told = { planned, tookMs: 0 };
  const ended = (played: Omit<Played, "planned" | "tookMs">): Played => ({
    ...{ ...told, ...played, tookMs: performance.now() - beganMs },
  });
  try {
    const { text, file, dial } = planned;
    const written = readScenario(text, file);
    const scenario = dial ? withDial(written, dial) : written;
    const seed = planned.seed ?? scenario.seed;
    show.begin(scenario, seed);
    const onProgress = (progress: Progress) => show.progress(progress);
    const result = await run(scenario, { seed, keep, signal, onProgress });
    return ended({ scenario, seed, result, outcome: result.judgement.verdict });
  } catch (error) {
    signal.throwIfAborted();
    const why = error instanceof Error ? error.message : String(error);
    // Whoever runs it in CI wants to know that a part is missing there.
    const skipped = error instanceof PartMissing && (process.env.CI ?? "") === "";
    const isOurs = OURS.some((kind) => error instanceof kind);
    const told = isOurs || !(error instanceof Error) ? why : (error.stack ?? why);
    return ended({ outcome: skipped ? "skipped" : "could-not-run", why: told });
  }
}

/** They say all that there is to say. */
const OURS = [PartMissing, ScenarioError, DialError];

const STATUS: Readonly<Record<PlayedOutcome, number>> = {
  ...{ ok: 0, skipped: 0, violated: 1, "could-not-run": 2, unknown: 3 },
};

/** The worst: a violation is news, whatever else there was. */
export function exitStatusOf(played: readonly Played[]): number {
  const found = new Set(played.map(({ outcome }) => STATUS[outcome]));
  return [1, 2, 3].find((status) => found.has(status)) ?? 0;
}
