/** What a learner is told: step by step what held, what broke it, drawn, and a hint. */

import { relative } from "node:path";
import {
  type Chapter,
  type CompileFailed,
  hintsFor,
  type LabVerdict,
  type StepVerdict,
  timeline,
} from "@holdfast/scenario-runner";
import { type Colours, wrap } from "../print.ts";

const WIDTH = 98;
const INDENT = "     ";

export function verdictLines(verdict: LabVerdict, file: string, colours: Colours): string[] {
  const steps = verdict.steps.flatMap((step, index) => stepLines(step, index + 1, colours));
  const end = verdict.held
    ? colours.good(`Every promise held for ${file}.`)
    : `To play the same again: --seed ${verdict.seed}`;
  return [...steps, "", verdict.held ? `${end} Seed ${verdict.seed}.` : end];
}

/** Of the first step that did not hold, the hints up to the strength that was asked for. */
export function hintLines(
  chapter: Chapter,
  { steps }: LabVerdict,
  strength: number,
  colours: Colours,
): string[] {
  const failed = steps.findIndex(({ verdict }) => verdict === "violated" || verdict === "broken");
  if (failed === -1) return [];
  const hints = hintsFor(chapter, failed + 1);
  const told = hints.slice(0, strength);
  const more = told.length < hints.length ? `--hint ${strength + 1} says more.` : "";
  const lines = told.flatMap((hint, index) =>
    wrap(`${colours.bold(`Hint ${index + 1}`)}  ${hint}`, WIDTH, "        "),
  );
  return ["", ...lines, ...(more === "" ? [] : [colours.dim(more)])];
}

/** `hole.ts:12: Cannot find name 'dsk'.` */
export function compileLines({ problems }: CompileFailed, colours: Colours): string[] {
  const lines = problems.map(({ file, line, message }) => {
    const where = relative(process.cwd(), file) + (line === undefined ? "" : `:${line}`);
    return `${colours.bold(where)}: ${message}`;
  });
  return [colours.bad("It does not compile, so nothing was judged:"), ...lines];
}

function stepLines(step: StepVerdict, number: number, colours: Colours): string[] {
  const title = `${number} ${step.title}`;
  switch (step.verdict) {
    case "held":
      return [`${colours.good("✓")} ${title}${colours.dim(`  ${step.conflicts} conflicts`)}`];
    case "not-judged":
      return [colours.dim(`· ${title}  not judged yet`)];
    case "broken":
      return [
        `${colours.bad("✗")} ${title}`,
        ...indented(`Conflict: ${step.conflict.name}. ${step.conflict.story}`),
        ...indented(colours.bad(BROKEN[step.why])),
        ...step.problem.split("\n").map((line) => `${INDENT}${line}`),
      ];
    case "violated":
      return [
        `${colours.bad("✗")} ${title}`,
        ...indented(`Conflict: ${step.conflict.name}. ${step.conflict.story}`),
        ...indented(`${colours.bad(`violated: ${step.finding.check}`)}`),
        ...indented(step.finding.explanation),
        "",
        ...timeline(step.history, step.finding.witness ?? []).map((line) => `  ${line}`),
      ];
  }
}

const BROKEN = {
  threw: "Your file threw:",
  "never-ended": "Your file never came to an end:",
} as const;

function indented(text: string): string[] {
  return wrap(text, WIDTH - INDENT.length).map((line) => INDENT + line);
}
