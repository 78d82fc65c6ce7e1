/** What a person is told in the end: of each run, and of all of them. */

import { dialText, VIOLATED_AS_EXPECTED } from "@holdfast/scenario-runner";
import { type Colours, table } from "../print.ts";
import type { Played } from "./play-one.ts";
import { outcomeInWords } from "./wording.ts";

export function closingLines(played: Played, colours: Colours): string[] {
  const { planned, scenario, outcome, tookMs, why, result, seed } = played;
  const name = colours.bold(scenario?.name ?? planned.file);
  const after = colours.dim(`seed ${seed ?? "–"}, ${(tookMs / 1_000).toFixed(1)} s`);
  const findings = result?.judgement.findings ?? [];
  const bad = findings.filter(({ verdict }) => verdict !== "ok");
  return [
    `${outcomeInWords(outcome, colours)} ${name} ${after}`,
    ...(why === undefined ? [] : why.split("\n").map((line) => `  ${line}`)),
    ...bad.flatMap(({ check, explanation, witness = [] }) => [
      `  ${colours.bad(check)}: ${explanation}`,
      ...(witness.length === 0
        ? []
        : [`    shown by ${witness.map(({ kind, ref }) => `${kind} ${ref}`).join(", ")}`]),
    ]),
    ...(scenario?.dial ? [`  ${colours.dim(`dial: ${dialText(scenario.dial)}`)}`] : []),
    ...findings
      .filter(({ check, verdict }) => check === VIOLATED_AS_EXPECTED && verdict === "ok")
      .map(({ explanation }) => `  ${colours.bold("broken, as expected")}: ${explanation}`),
    ...(outcome === "ok" && scenario ? [`  ${colours.dim(scenario.shows)}`] : []),
    ...(result ? [`  ${colours.dim(`history: ${result.historyFile}`)}`] : []),
    ...(result?.folder ? [`  ${colours.dim(`folder: ${result.folder}`)}`] : []),
  ];
}

/** One run says all that there is to say itself. */
export function summaryLines(played: readonly Played[], colours: Colours): string[] {
  if (played.length < 2) return [];
  const outcomes = [...new Set(played.map(({ outcome }) => outcome))];
  const counts = outcomes.map((outcome) => {
    const count = played.filter((each) => each.outcome === outcome).length;
    return `${count} ${outcomeInWords(outcome, colours)}`;
  });
  const worse = played.filter(({ outcome }) => outcome !== "ok");
  const rows = worse.map(({ planned, seed, outcome }) => [
    ...[planned.file, `seed ${seed ?? "–"}`, outcomeInWords(outcome, colours)],
  ]);
  return [
    "",
    `${played.length} runs: ${counts.join(", ")}`,
    ...table(rows).map((row) => `  ${row}`),
  ];
}
