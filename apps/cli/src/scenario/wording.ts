/** What happens in a run, in a few words for a person. */

import type { Fault, Operation } from "@holdfast/checker";
import type { Colours } from "../print.ts";
import type { PlayedOutcome } from "./play-one.ts";

export function operationInWords(operation: Operation, colours: Colours): string {
  const { name, key, outcome, output } = operation;
  const paint =
    outcome === "ok" ? colours.good : outcome === "refused" ? colours.bold : colours.bad;
  const why = outcome === "ok" ? "" : reasonIn(output);
  return `${name} ${colours.dim(key)}: ${paint(outcome)}${why}`;
}

export function faultInWords({ fault, target, pid, detail, phase }: Fault): string {
  const process = pid === undefined ? target : `${target} (${pid})`;
  const how = detail === undefined ? fault : `${fault} ${detail}`;
  return `${how} ${phase === "announced" ? "→" : phase}: ${process}`;
}

export function outcomeInWords(outcome: PlayedOutcome, colours: Colours): string {
  const words: Record<PlayedOutcome, string> = {
    ...{ ok: colours.good("held"), violated: colours.bad("VIOLATED") },
    ...{ unknown: colours.bad("unknown"), "could-not-run": colours.bad("could not run") },
    skipped: colours.dim("skipped"),
  };
  return words[outcome];
}

function reasonIn(output: unknown): string {
  const { reason } = (output ?? {}) as { reason?: unknown };
  return typeof reason === "string" ? ` (${reason})` : "";
}
