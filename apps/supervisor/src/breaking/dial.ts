/**
 * One setting of the dial is tried: `holdfast dial` runs its races, on processes and on a state of its
 * own. Nothing of what runs here is touched, but for the processor that it takes.
 */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import type { DialFigures } from "@holdfast/agent-runtime/process";
import { done, failed, type Strike } from "./strike.ts";

const SECONDS = "2";
/** Staged and by chance, with the start of its processes, on a machine that has other things to do. */
const TAKES_MS_MAX = 90_000;

/** What is used of a row of `holdfast dial --json`. */
interface Row extends Pick<DialFigures, "operation" | "setting" | "strength"> {
  readonly staged: { readonly counts: Readonly<Record<string, number>> };
  readonly byChance: {
    readonly counts: Readonly<Record<string, number>>;
    readonly measures: Measures;
  };
}

interface Measures extends Pick<DialFigures, "p50Ms" | "p99Ms" | "retries" | "waitedMs"> {
  readonly donePerSecond: number;
}

export const turnDial: Strike<"dial"> = async ({ asked }, { commandLine, clock, over, tell }) => {
  const { operation, setting } = asked;
  const which = ["--operation", operation, "--setting", setting];
  const child = spawn(
    process.execPath,
    [commandLine, "dial", ...which, "--seconds", SECONDS, "--json"],
    { stdio: ["ignore", "pipe", "pipe"], env: environment() },
  );
  child.on("error", () => {}); // It is told by `close` below, or by there being no process.
  if (child.pid === undefined) return failed("No process could be started for the dial.");
  // Told to exit, it ends its processes and throws its state away.
  const interrupt = () => child.kill("SIGINT");
  over.addEventListener("abort", interrupt);
  const cancelTimeout = clock.after(TAKES_MS_MAX, interrupt);
  tell({ state: "struck", ...(child.pid && { pid: child.pid }), struckAt: clock.wallMs() });
  try {
    const ended = once(child, "close");
    const all = [text(child.stdout), text(child.stderr), ended] as const;
    const [printed, said] = await Promise.all(all);
    const figures = figuresIn(printed);
    if (figures) return { ...done(inWords(figures)), figures };
    const lastWords = said.trim().split("\n").at(-1) ?? "";
    return failed(`The dial ended without figures. ${lastWords}`.trim());
  } finally {
    over.removeEventListener("abort", interrupt);
    cancelTimeout();
  }
};

/** It finds its own way; no setting of this system is one of that. */
function environment(): Record<string, string> {
  const names = ["PATH", "HOME", "TMPDIR", "LANG"] as const;
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function figuresIn(printed: string): DialFigures | undefined {
  if (printed.trim() === "") return undefined;
  const [row] = (JSON.parse(printed) as { rows: readonly Row[] }).rows;
  if (!row) return undefined;
  const { donePerSecond, p50Ms, p99Ms, retries, waitedMs } = row.byChance.measures;
  return {
    ...{ operation: row.operation, setting: row.setting, strength: row.strength },
    ...{ staged: row.staged.counts, byChance: row.byChance.counts },
    ...{ perSecond: donePerSecond, p50Ms, p99Ms, retries, waitedMs },
  };
}

function inWords(figures: DialFigures): string {
  const { staged, byChance, perSecond, p50Ms, p99Ms, retries, waitedMs } = figures;
  const price = `p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms`;
  const effort = `${retries} retries, ${waitedMs.toFixed(0)} ms waited`;
  return (
    `Staged: ${counted(staged)}. By chance: ${counted(byChance)}, ` +
    `${perSecond.toFixed(0)} a second, ${price}, ${effort}.`
  );
}

function counted(counts: Readonly<Record<string, number>>): string {
  const found = Object.entries(counts).map(([name, count]) => `${count} ${name}`);
  return found.length === 0 ? "nothing went wrong" : found.join(", ");
}
