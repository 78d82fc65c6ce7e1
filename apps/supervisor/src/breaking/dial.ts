/**
 * One setting of the dial is tried: `holdfast dial` runs its races, on processes and on a state of its
 * own. Nothing of what runs here is touched, but for the processor that it takes.
 */

import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import type { DialFigures } from "@holdfast/agent-runtime/process";
import type { Clock } from "@holdfast/shared-state/engine";
import { done, failed, type Strike } from "./strike.ts";

const SECONDS = "2";
/** Staged and by chance, with the start of its processes, on a machine that has other things to do. */
const TAKES_MS_MAX = 90_000;
/** Told to exit, it does so at once; one that stands still never hears of it. */
const EXITS_MS_MAX = 3_000;

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

type DialProcess = ChildProcessByStdio<null, Readable, Readable>;

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
  const letBe = endInTime(child, clock, over);
  tell({ state: "struck", ...(child.pid && { pid: child.pid }), struckAt: clock.wallMs() });
  try {
    const ended = once(child, "close");
    const all = [wholeText(child.stdout), wholeText(child.stderr), ended] as const;
    const [printed, said] = await Promise.all(all);
    const figures = figuresIn(printed);
    if (figures) return { ...done(inWords(figures)), figures };
    const why = child.signalCode ?? said.trim().split("\n").at(-1) ?? "";
    return failed(`The dial ended without figures. ${why}`.trim());
  } finally {
    letBe();
  }
};

/** Once its time is over, or everything is, it is told to exit, and then killed. */
function endInTime(child: DialProcess, clock: Clock, over: AbortSignal): () => void {
  const kill = () => {
    child.kill("SIGKILL");
    // Its own processes write to them too, and may stand still as it did.
    child.stdout.destroy();
    child.stderr.destroy();
  };
  let cancel = () => {};
  // Told to exit, it ends its processes and throws its state away.
  const interrupt = () => {
    child.kill("SIGINT");
    cancel();
    cancel = clock.after(EXITS_MS_MAX, kill);
  };
  cancel = clock.after(TAKES_MS_MAX, interrupt);
  over.addEventListener("abort", interrupt);
  return () => {
    over.removeEventListener("abort", interrupt);
    cancel();
  };
}

/** Nothing, if it was cut short. */
function wholeText(stream: Readable): Promise<string> {
  return text(stream).catch(() => "");
}

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
