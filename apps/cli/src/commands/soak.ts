/**
 * `holdfast soak`: clients do at random what they can, for as long as is asked for, while every kind of
 * fault strikes; then the whole run is judged. It touches no state but one of its own.
 */

import {
  DialError,
  type DialSettings,
  PartMissing,
  type SoakFigures,
  type SoakResult,
  soak,
} from "@holdfast/scenario-runner";
import type { Command } from "commander";
import type { Context } from "../context.ts";
import { addSetting } from "../dial-option.ts";
import { CommandError, usageError } from "../exit-codes.ts";
import { type Output, table } from "../print.ts";
import { readSeed } from "../seed.ts";
import { readCount } from "../when.ts";

interface SoakCommandOptions {
  readonly minutes: string;
  readonly seed?: string;
  readonly agents: string;
  readonly dial?: DialSettings;
  readonly json?: boolean;
}

const MINUTE_MS = 60_000;
const MINUTES_MAX = 240;
const OUTCOMES = ["ok", "refused", "failed", "unknown"] as const;
const STATUS = { ok: 0, violated: 1, unknown: 3 } as const;
const COULD_NOT_RUN = 2;
const INTERRUPTED = 130;

const EXIT_CODES = `
Exit status:
  0  every promise held
  1  one was violated
  2  it could not be run
  3  nobody can tell`;

export function addSoak(program: Command, { output, complain, now }: Context): void {
  program
    .command("soak")
    .description("random bookings under random faults for a while, and a verdict")
    .option("--minutes <number>", "for how long", "1")
    .option("--seed <number>", "from which all choices follow")
    .option("--agents <number>", "how many processes of each agent", "2")
    .option("--dial <operation=setting>", "turn a guarantee otherwise; may be repeated", addSetting)
    .option("--json", "the figures, as JSON")
    .addHelpText("after", EXIT_CODES)
    .action(async (options: SoakCommandOptions) => {
      const forMs = readMinutes(options.minutes) * MINUTE_MS;
      const seed = options.seed === undefined ? now() % 1_000_000 : readSeed(options.seed);
      const { dial } = options;
      const agents = readCount(options.agents, "agents");
      complain(`Seed ${seed}, ${forMs / 1_000} s, ${agents} of each agent …`);
      const result = await interruptibly((signal) => soak({ forMs, seed, agents, dial, signal }));
      const { judgement, figures, historyFile } = result;
      const { verdict } = judgement;
      if (options.json) output.json({ verdict, ...figures, history: historyFile });
      else for (const line of soakLines(result, output.colours)) output.line(line);
      if (verdict !== "ok") throw new CommandError("", STATUS[verdict]);
    });
}

/** Whoever is impatient gets their processes stopped, too. */
async function interruptibly(
  work: (signal: AbortSignal) => Promise<SoakResult>,
): Promise<SoakResult> {
  const interrupted = new AbortController();
  const interrupt = () => interrupted.abort(new CommandError("Interrupted.", INTERRUPTED));
  process.once("SIGINT", interrupt);
  try {
    return await work(interrupted.signal);
  } catch (error) {
    if (error instanceof PartMissing || error instanceof DialError)
      throw new CommandError(error.message, COULD_NOT_RUN);
    throw error;
  } finally {
    process.off("SIGINT", interrupt);
  }
}

export function soakLines(
  { judgement, figures, historyFile }: Pick<SoakResult, "judgement" | "figures" | "historyFile">,
  colours: Output["colours"],
): string[] {
  const { verdict, findings } = judgement;
  const bad = findings.filter((finding) => finding.verdict !== "ok");
  const held = verdict === "ok" ? colours.good("held") : colours.bad(verdict);
  const { bookings, kills, pauses, violations, commits, mails, seed, tookMs } = figures;
  return [
    ...operationLines(figures, colours),
    "",
    `${bookings} bookings made, ${commits} commits, ${mails} mails`,
    `${kills} kills and ${pauses} pauses survived: ${inWords(figures.faults)}`,
    `${violations} violations in ${findings.length} checks; seed ${seed}, ${Math.round(tookMs / 1_000)} s: ${held}`,
    ...bad.map(({ check, explanation }) => `  ${check}: ${explanation}`),
    colours.dim(`history: ${historyFile}`),
  ];
}

function operationLines({ operations }: SoakFigures, colours: Output["colours"]): string[] {
  const head = ["operation", ...OUTCOMES].map((text) => ({ text, paint: colours.dim }));
  const rows = Object.entries(operations)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, counts]) => [name, ...OUTCOMES.map((outcome) => String(counts[outcome] ?? 0))]);
  return table([head, ...rows]).map((line) => line.trimEnd());
}

function inWords(counts: SoakFigures["faults"]): string {
  const sorted = Object.entries(counts).toSorted(([, one], [, other]) => other - one);
  return sorted.map(([name, count]) => `${count} ${name}`).join(", ");
}

function readMinutes(text: string): number {
  const minutes = Number(text);
  if (Number.isFinite(minutes) && minutes > 0 && minutes <= MINUTES_MAX) return minutes;
  throw usageError(`"${text}" is no number of minutes: it is above 0, and at most ${MINUTES_MAX}.`);
}
