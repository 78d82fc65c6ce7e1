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
import { judgeExpected } from "./expected-violations.ts";

/** How a history calls the system whose store can be read. */
export const HOLDFAST = "holdfast";

export interface Judging {
  readonly scenario: Scenario;
  readonly results: Results;
  readonly history: History;
  /** The history has the commits of the store. */
  readonly isWitnessed: boolean;
}

export function judgeRun({ scenario, results, history, isWitnessed }: Judging): Judgement {
  const { checks, violated } = scenario.expect;
  const findings = [
    ...judgeExpected(findIn(history, { only: checks, isWitnessed }), violated),
    ...findExpected(scenario, results, history),
  ];
  return { verdict: worst(findings.map(({ verdict }) => verdict)), findings };
}

/**
 * The judgement of a run by what was recorded of it alone: as `judgeRun`, but that nobody knows any more
 * what its scenario expected.
 * @param only names of checks; default: all of them
 */
export function judgeHistory(history: History, only?: readonly string[]): Judgement {
  const run = history.find((entry) => entry.kind === "run");
  const isWitnessed = !run || run.system === HOLDFAST;
  const found = findIn(history, { only, isWitnessed });
  const findings = [...found, ...unableIn(history, found, { only, isWitnessed })];
  return { verdict: worst(findings.map(({ verdict }) => verdict)), findings };
}

interface Looking {
  readonly only: readonly string[] | undefined;
  readonly isWitnessed: boolean;
}

function findIn(history: History, { only, isWitnessed }: Looking): Finding[] {
  return [
    ...judge(history, { only: namesOf(only, isWitnessed) }).findings,
    ...(only && !only.includes(ROOMS_LINEARIZABLE) ? [] : blackBox(history)),
  ];
}

/** Without the store's log, what would be judged by it is left out: nobody promised anything of it. */
function namesOf(wanted: readonly string[] | undefined, isWitnessed: boolean): string[] {
  const able = CHECKS.filter((check) => isWitnessed || !check.judgedByCommits);
  const names = able.map(({ name }) => name);
  return wanted ? names.filter((name) => wanted.includes(name)) : names;
}

/**
 * Without the store's log: what was asked for by name and cannot be judged is not `ok`, nor are operations
 * of which none is a room's.
 */
function unableIn(
  history: History,
  found: readonly Finding[],
  { only, isWitnessed }: Looking,
): Finding[] {
  if (isWitnessed) return [];
  const asksAnything = history.some(({ kind }) => kind === "operation");
  const wanted = only ?? (asksAnything ? [ROOMS_LINEARIZABLE] : []);
  const missing = wanted.filter((name) => !found.some(({ check }) => check === name));
  const explanation = "There is nothing in this history by which it could be judged.";
  return missing.map((check) => ({ check, verdict: "unknown", explanation }));
}

/**
 * A run in which nobody asked for a room shows nothing about rooms. Clients may have said anything: what
 * cannot be looked at for that must not cost what the other checks have found.
 */
function blackBox(history: History): Finding[] {
  const asked = history.some(
    (entry) => entry.kind === "operation" && entry.key.startsWith("room/"),
  );
  if (!asked) return [];
  try {
    return [checkRooms(history)];
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    const explanation = `It could not be looked at: ${problem.replace(/\.$/, "")}.`;
    return [{ check: ROOMS_LINEARIZABLE, verdict: "unknown", explanation }];
  }
}
