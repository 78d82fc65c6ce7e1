/** What a scenario itself expects: of single steps, of several together, and that its faults struck. */

import type { Fault, Finding, HistoryEntry, Operation } from "@holdfast/checker";
import { type Results, Unresolved } from "../actors/results.ts";
import { type NamedStep, namedSteps, nameFaults } from "../format/naming.ts";
import type { Scenario } from "../format/scenario.ts";
import type { Step } from "../format/steps.ts";

const OUTCOMES = ["ok", "refused", "failed", "unknown"] as const;

interface Missed {
  readonly sentence: string;
  readonly operations: readonly Operation[];
}

export function findExpected(
  scenario: Scenario,
  results: Results,
  history: readonly HistoryEntry[],
): Finding[] {
  return [...asExpected(scenario, results), ...faultsStrike(scenario, history)];
}

function asExpected(scenario: Scenario, results: Results): Finding[] {
  const expecting = namedSteps(scenario).filter(({ step }) => step.expect);
  const tallies = scenario.expect.outcomes;
  const count = expecting.length + tallies.length;
  if (count === 0) return [];
  const missed = [
    ...expecting.flatMap((named) => missedBy(named, named.step.expect!, results)),
    ...tallies.flatMap((tally) => missedTally(tally, results)),
  ];
  const check = "as-expected";
  if (missed.length === 0) return [{ check, verdict: "ok", explanation: `${count} expectations` }];
  const explanation = missed.map(({ sentence }) => sentence).join(" ");
  const operations = new Set(missed.flatMap((each) => each.operations));
  const witness = [...operations].map(({ id }) => ({ kind: "operation", ref: id }) as const);
  return [{ check, verdict: "violated", explanation, witness }];
}

type Expected = NonNullable<Step["expect"]>;

function missedBy({ actor, name }: NamedStep, expected: Expected, results: Results): Missed[] {
  const { outcome, reason } = expected;
  const step = `${actor}.${name}`;
  const operation = results.of(step);
  if (!operation) return [{ sentence: `${step} was never asked for.`, operations: [] }];
  const told = reasonsOf(operation);
  const fits = operation.outcome === outcome && (reason === undefined || told.includes(reason));
  if (fits) return missedIn(operation, { step, actor }, expected, results);
  const because = told.length === 0 ? "" : ` (${told.join(", ")})`;
  const wanted = reason === undefined ? outcome : `${outcome} (${reason})`;
  const sentence = `${step} was ${operation.outcome}${because} instead of ${wanted}.`;
  return [{ sentence, operations: [operation] }];
}

/** What the answer has to tell, or must not. */
function missedIn(
  operation: Operation,
  { step, actor }: { readonly step: string; readonly actor: string },
  { has, lacks }: Expected,
  results: Results,
): Missed[] {
  const answer = JSON.stringify(operation.output ?? null);
  const tells = (reference: string | undefined): boolean | undefined => {
    const value = reference && toldBy(reference, actor, results);
    return value === undefined ? undefined : answer.includes(JSON.stringify(value));
  };
  const missing = has !== undefined && tells(has) !== true;
  const tooMuch = lacks !== undefined && tells(lacks) !== false;
  const sentences = [
    ...(missing ? [`${step} does not tell ${has}.`] : []),
    ...(tooMuch ? [`${step} does not lack ${lacks}.`] : []),
  ];
  return sentences.map((sentence) => ({ sentence, operations: [operation] }));
}

/** Undefined: it was never told. */
function toldBy(reference: string, actor: string, results: Results): unknown {
  try {
    return results.value(reference, actor);
  } catch (error) {
    if (error instanceof Unresolved) return undefined;
    throw error;
  }
}

function missedTally({ of, ...wanted }: Scenario["expect"]["outcomes"][number], results: Results) {
  const operations = of.flatMap((step) => results.of(step) ?? []);
  return OUTCOMES.flatMap((outcome): Missed[] => {
    const count = operations.filter((each) => each.outcome === outcome).length;
    const want = wanted[outcome];
    if (want === undefined || want === count) return [];
    const sentence = `Of ${of.join(", ")}, ${count} were ${outcome} instead of ${want}.`;
    return [{ sentence, operations }];
  });
}

/** A run whose faults did not strike shows nothing about them: that is no reason to be content. */
function faultsStrike(scenario: Scenario, history: readonly HistoryEntry[]): Finding[] {
  const names = nameFaults(scenario.faults);
  if (names.length === 0) return [];
  const faults = history.filter((entry): entry is Fault => entry.kind === "fault");
  const struck = new Set(faults.filter(({ phase }) => phase === "struck").map(({ id }) => id));
  const missing = names.filter((name) => !struck.has(name));
  const check = "faults-strike";
  if (missing.length === 0)
    return [{ check, verdict: "ok", explanation: `${names.length} faults` }];
  const explanation = `Did not strike before the play was over: ${missing.join(", ")}.`;
  return [{ check, verdict: "unknown", explanation }];
}

/** As the reply says it: the kind of problem, and the saga's own reason. */
function reasonsOf({ output }: Operation): string[] {
  if (typeof output !== "object" || output === null) return [];
  const { problem, reason } = output as { problem?: unknown; reason?: unknown };
  return [...new Set([problem, reason])].filter((each) => typeof each === "string");
}
