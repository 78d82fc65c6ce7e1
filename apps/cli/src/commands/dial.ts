/**
 * `holdfast dial`: the same race on every setting of a guarantee, on real processes: what goes wrong,
 * and what each setting costs. It needs nothing that runs, and touches no state but one of its own.
 */

import { writeFileSync } from "node:fs";
import {
  DIAL_OPERATIONS,
  type DialOperation,
  type DialRow,
  type DialSetting,
  dialPage,
  dialPositionsOf,
  inWords,
  turnDial,
} from "@holdfast/scenario-runner";
import { type Command, Option } from "commander";
import type { Context } from "../context.ts";
import { CommandError, EXIT, usageError } from "../exit-codes.ts";
import { type Cell, type Output, table } from "../print.ts";
import { readSeed } from "../seed.ts";

interface DialCommandOptions {
  readonly operation?: readonly DialOperation[];
  readonly setting?: readonly DialSetting[];
  readonly seconds: string;
  readonly seed?: string;
  readonly html?: string;
  readonly json?: boolean;
}

const SETTINGS = [
  ...new Set(DIAL_OPERATIONS.flatMap(dialPositionsOf).map(({ setting }) => setting)),
];
const SECONDS_MAX = 3_600;
const BAR_WIDTH = 12;
const HELP = `
Exit status:
  0  every strong setting showed nothing, and every weak one what it has to when staged
  1  one of them did not
  2  the command line makes no sense`;

/** As a shell has it. */
const INTERRUPTED = 130;

export function addDial(program: Command, { output, complain, now }: Context): void {
  program
    .command("dial")
    .description("run the same race on every setting of a guarantee, and compare")
    .addOption(new Option("--operation <names...>", "only these").choices(DIAL_OPERATIONS))
    .addOption(new Option("--setting <names...>", "only these").choices(SETTINGS))
    .option("--seconds <number>", "how long each setting is left to chance; 0: only staged", "2")
    .option("--seed <number>", "what agents do when they are left to chance")
    .option("--html <file>", "draw it, as one page")
    .option("--json", "the figures, as JSON")
    .addHelpText("after", HELP)
    .action(async (options: DialCommandOptions) => {
      const seconds = readNumber(options.seconds, "seconds", SECONDS_MAX);
      const seed = readSeed(options.seed ?? String(now() % 1_000_000));
      checkPositions(options);
      process.once("SIGINT", () => process.exit(INTERRUPTED)); // Exiting throws the state away.
      const rows = await turnDial({
        ...{ seconds, seed, settings: options.setting },
        ...(options.operation && { operations: options.operation }),
        tell: ({ operation, setting }) => complain(`${operation}: ${setting} …`),
      });
      if (options.html !== undefined)
        writeFileSync(options.html, dialPage({ rows, seconds, seed }));
      if (options.json) output.json({ seed, seconds, rows: rows.map(withOneOfEach) });
      else
        for (const line of [...dialLines(rows, output.colours), `Seed ${seed}.`]) output.line(line);
      if (rows.every(({ asExpected }) => asExpected)) return;
      throw new CommandError(unexpected(rows), EXIT.refused);
    });
}

function checkPositions({ operation = DIAL_OPERATIONS, setting = SETTINGS }: DialCommandOptions) {
  const positions = operation.flatMap(dialPositionsOf);
  if (positions.some((position) => setting.includes(position.setting))) return;
  throw usageError(`${operation.join(", ")} cannot be turned to ${setting.join(", ")}.`);
}

/** Of thousands, one of each name is enough to see what they are like. */
function withOneOfEach({ byChance, ...row }: DialRow) {
  const anomalies = Object.keys(byChance.counts).flatMap(
    (name) => byChance.anomalies.find((anomaly) => anomaly.name === name) ?? [],
  );
  return { ...row, byChance: { ...byChance, anomalies } };
}

function readNumber(text: string, what: string, max: number): number {
  const number = Number(text);
  if (text.trim() !== "" && Number.isFinite(number) && number >= 0 && number <= max) return number;
  throw usageError(`"${text}" is no number for --${what}: it is from 0 to ${max}.`);
}

/** A table for each operation. */
export function dialLines(rows: readonly DialRow[], colours: Output["colours"]): string[] {
  const operations = [...new Set(rows.map(({ operation }) => operation))];
  return operations.flatMap((operation) => {
    const group = rows.filter((row) => row.operation === operation);
    const most = Math.max(...group.map(({ byChance }) => byChance.measures.donePerSecond));
    const heads = ["setting", "staged", "by chance", "a second", "", "p50 ms", "p99 ms"];
    const head = [...heads, "retries", "waited ms"].map((text) => ({ text, paint: colours.dim }));
    const lines = table([head, ...group.map((row) => cellsOf(row, most, colours))]);
    return [colours.heading(operation), ...lines.map((line) => line.trimEnd()), ""];
  });
}

function cellsOf(row: DialRow, most: number, colours: Output["colours"]): Cell[] {
  const { staged, byChance, setting, strength } = row;
  const { donePerSecond, p50Ms, p99Ms, retries, waitedMs } = byChance.measures;
  const paint = strength === "strong" ? colours.good : colours.bad;
  const width = most === 0 ? 0 : Math.round((donePerSecond / most) * BAR_WIDTH);
  return [
    { text: setting, paint },
    inWords(staged.counts),
    inWords(byChance.counts),
    donePerSecond.toFixed(0),
    { text: "█".repeat(width), paint },
    ...[p50Ms, p99Ms].map((ms) => ms.toFixed(1)),
    ...[String(retries), waitedMs.toFixed(0)],
  ];
}

function unexpected(rows: readonly DialRow[]): string {
  const wrong = rows
    .filter(({ asExpected }) => !asExpected)
    .map(({ operation, setting, strength, staged, byChance, expected }) => {
      const all = [...staged.anomalies, ...byChance.anomalies, ...staged.findings];
      const found = all[0]?.explanation;
      const missing = expected.filter((name) => staged.counts[name] === undefined).join(", ");
      return `${operation}, ${setting}: ${strength === "strong" ? found : `no ${missing}`}`;
    });
  return ["Not what the settings promise:", ...wrong].join("\n  ");
}
