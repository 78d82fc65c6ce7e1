/** A judgement for a person: promise by promise, and of what was broken the witness in words. */

import { type Finding, type Verdict, witnessInWords } from "@holdfast/checker";
import { type Colours, wrap } from "../print.ts";
import type { JudgedRun } from "./run-histories.ts";

const WIDTH = 98;
/** As wide as `+123456.7 ms`. */
const MOMENT_WIDTH = 12;

/** The broken ones first. */
export function judgementLines(run: JudgedRun, colours: Colours): string[] {
  const { findings } = run.judgement;
  if (findings.length === 0) {
    return run.unreadable === undefined ? ["  nothing that any promise is about"] : [];
  }
  const order: readonly Verdict[] = ["violated", "unknown", "ok"];
  return order.flatMap((verdict) =>
    findings
      .filter((finding) => finding.verdict === verdict)
      .flatMap((finding) => findingLines(run, finding, colours)),
  );
}

function findingLines({ history }: JudgedRun, finding: Finding, colours: Colours): string[] {
  const { check, verdict, explanation, witness = [] } = finding;
  const words: Record<Verdict, string> = {
    ...{ ok: colours.good("held"), violated: colours.bad("VIOLATED") },
    unknown: colours.bad("unknown"),
  };
  const [first = "", ...more] = explanation.split("\n");
  const steps = witnessInWords(history, witness);
  return [
    ...indented("  ", `${words[verdict]} ${colours.bold(check)}: ${first}`),
    ...more.flatMap((line) => indented("    ", line)),
    ...(steps.length === 0 ? [] : [colours.dim("    shown by:")]),
    ...steps.flatMap(({ atMs, words: sentence }) => {
      const moment = (atMs === undefined ? "" : momentText(atMs)).padStart(MOMENT_WIDTH);
      return indented(`    ${moment}  `, sentence);
    }),
  ];
}

/** The first line after what is in front of it; the others below its text. */
function indented(front: string, text: string): string[] {
  const behind = " ".repeat(Math.max(4, front.length));
  return wrap(text, WIDTH - behind.length).map((line, nth) => (nth === 0 ? front : behind) + line);
}

function momentText(atMs: number): string {
  return `+${atMs.toFixed(1)} ms`;
}
