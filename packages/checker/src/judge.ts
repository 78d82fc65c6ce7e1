/** Judges a history: every check that has something to look at, and whether the run came to an end. */

import { type Check, unclear } from "./check.ts";
import { CHECKS } from "./checks/index.ts";
import { refsOf } from "./entry-refs.ts";
import type { History, Operation } from "./history.ts";
import { resolveUnknown } from "./resolve-unknown.ts";
import { shortestWitness } from "./shortest-witness.ts";
import { type Finding, type Judgement, worst } from "./verdict.ts";

export interface JudgeOptions {
  /** Names of checks; default: all of them. */
  readonly only?: readonly string[];
}

/**
 * Checks that find nothing to look at are left out. A history in which no check finds anything is `ok`:
 * nothing was promised.
 * @throws Error when `only` names a check that there is not
 */
export function judge(history: History, { only }: JudgeOptions = {}): Judgement {
  const unknown = only?.find((name) => !CHECKS.some((check) => check.name === name));
  if (unknown !== undefined) throw new Error(`There is no check ${unknown}.`);
  const resolved = resolveUnknown(history);
  const findings = CHECKS.filter(({ name }) => !only || only.includes(name)).flatMap(
    (check) => findingOf(check, resolved) ?? [],
  );
  return { verdict: worst(findings.map(({ verdict }) => verdict)), findings };
}

/** Undefined: there is nothing in the history that the check is about. */
export function findingOf(asked: Check, history: History): Finding | undefined {
  const check = bearing(asked);
  const looked = check.look(history);
  if (!looked) return withoutWitness(check, history);
  switch (looked.verdict) {
    case "ok":
      return { check: check.name, verdict: "ok", explanation: looked.saw };
    case "unknown":
      return { check: check.name, verdict: "unknown", explanation: looked.why };
    case "violated": {
      const witness = refsOf(shortestWitness(history, check, looked));
      return { check: check.name, verdict: "violated", explanation: looked.explanation, witness };
    }
  }
}

/**
 * A store may hold anything, also what no check has reckoned with: then nobody knows, and the other
 * checks are still asked.
 */
function bearing(check: Check): Check {
  const look = (history: History) => {
    try {
      return check.look(history);
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      return unclear(`It could not be looked at: ${problem.replace(/\.$/, "")}.`);
    }
  };
  return { ...check, look };
}

/** The store's commits are what would tell: without them nobody knows. */
function withoutWitness(
  { name, judgedByCommits = [] }: Check,
  history: History,
): Finding | undefined {
  if (history.some(({ kind }) => kind === "commit")) return undefined;
  const isJudged = (operation: Operation) =>
    judgedByCommits.includes(operation.name) && operation.outcome !== "refused";
  const count = history.filter((entry) => entry.kind === "operation" && isJudged(entry)).length;
  if (count === 0) return undefined;
  const explanation = `${count} operations would have to be judged by commits, and there are none.`;
  return { check: name, verdict: "unknown", explanation };
}
