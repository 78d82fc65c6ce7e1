/** How a run is shown while it goes on: live in a terminal, line by line elsewhere, or as JSON. */

import type { Context } from "../context.ts";
import { LiveBoard } from "./live-board.ts";
import { PlainLines } from "./plain-lines.ts";
import type { Played, Show } from "./play-one.ts";

const COLUMNS_USUAL = 100;

export function showing({ output }: Context, json: boolean): Show {
  if (json) return { begin() {}, progress() {}, end: (played) => output.line(jsonLine(played)) };
  const { stdout } = process;
  const isLive = stdout.isTTY === true && process.env.TERM !== "dumb";
  if (!isLive) return new PlainLines(output);
  return new LiveBoard(output.colours, {
    write: (text) => void stdout.write(text),
    // Some terminals do not know how wide they are.
    columns: stdout.columns || COLUMNS_USUAL,
  });
}

function jsonLine({ planned, scenario, seed, outcome, tookMs, why, result }: Played): string {
  return JSON.stringify({
    ...{ file: planned.file, scenario: scenario?.name, seed, outcome, tookMs: Math.round(tookMs) },
    ...(scenario?.dial && { dial: scenario.dial }),
    ...{ why, history: result?.historyFile, folder: result?.folder },
    findings: result?.judgement.findings,
  });
}
