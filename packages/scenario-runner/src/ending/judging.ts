/**
 * The judgement of a run: by the store's log, by nothing but what the clients saw, and by what the
 * scenario itself expects.
 */

import {
  CHECKS,
  checkRooms,
  type Finding,
  type History,
  type Judgement,
  judge,
  ROOMS_LINEARIZABLE,
  worst,
} from "@holdfast/checker";
import type { Results } from "../actors/results.ts";
import type { Scenario } from "../format/scenario.ts";
import { findExpected } from "./expectations.ts";

export interface Judging {
  readonly scenario: Scenario;
  readonly results: Results;
  readonly history: History;
  /** The history has the commits of the store. */
  readonly isWitnessed: boolean;
}

export function judgeRun({ scenario, results, history, isWitnessed }: Judging): Judgement {
  const { checks } = scenario.expect;
  const findings = [
    ...judge(history, { only: namesOf(checks, isWitnessed) }).findings,
    ...(checks && !checks.includes(ROOMS_LINEARIZABLE) ? [] : blackBox(history)),
    ...findExpected(scenario, results, history),
  ];
  return { verdict: worst(findings.map(({ verdict }) => verdict)), findings };
}

/** Without the store's log, what would be judged by it is left out: nobody promised anything of it. */
function namesOf(wanted: readonly string[] | undefined, isWitnessed: boolean): string[] {
  const able = CHECKS.filter((check) => isWitnessed || !check.judgedByCommits);
  const names = able.map(({ name }) => name);
  return wanted ? names.filter((name) => wanted.includes(name)) : names;
}

/** A run in which nobody asked for a room shows nothing about rooms. */
function blackBox(history: History): Finding[] {
  const asked = history.some(
    (entry) => entry.kind === "operation" && entry.key.startsWith("room/"),
  );
  return asked ? [checkRooms(history)] : [];
}
