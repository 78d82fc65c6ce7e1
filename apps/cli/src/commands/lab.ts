/**
 * `holdfast lab`: judges a learner's answer to a chapter of the workshop, by conflicts. It needs nothing
 * that runs, and touches no state but one of its own.
 */

import { mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { reportPage } from "@holdfast/checker";
import {
  type Chapter,
  CompileFailed,
  chapters,
  findChapter,
  judgeAnswer,
  type LabVerdict,
  type Violated,
} from "@holdfast/scenario-runner";
import type { Command } from "commander";
import type { Context } from "../context.ts";
import { CommandError, EXIT, usageError } from "../exit-codes.ts";
import { nowAndWheneverSaved } from "../lab/saves.ts";
import { compileLines, hintLines, verdictLines } from "../lab/telling.ts";
import { readSeed } from "../seed.ts";

interface LabOptions {
  readonly answer?: string;
  readonly solution?: boolean;
  readonly hint?: string;
  readonly seed?: string;
  readonly html?: string;
  readonly watch?: boolean;
  readonly json?: boolean;
}

const EXIT_CODES = `
Exit status:
  0  every promise held
  1  one was broken, or the answer threw or never ended
  2  there is no such lab, or the answer does not compile`;

const INTERRUPTED = 130;

export function addLab(program: Command, context: Context): void {
  program
    .command("lab")
    .argument("[number]", "which; a list of them when absent")
    .description("judge your answer to a chapter of the workshop, by injected conflicts")
    .option("--answer <file>", "judge this file instead of the chapter's hole.ts")
    .option("--solution", "judge the solution that comes along")
    .option("--hint <number>", "how strong a hint may be, from 1 to 3", "1")
    .option("--seed <number>", "what is left to chance")
    .option("--html <file>", "where to draw what broke a promise, as one page")
    .option("--watch", "judge again whenever the file is saved")
    .option("--json", "the verdict, as JSON")
    .addHelpText("after", EXIT_CODES)
    .action((number: string | undefined, options: LabOptions) =>
      number === undefined ? listChapters(context) : runLab(number, options, context),
    );
}

function listChapters({ output }: Context): void {
  for (const { number, title, hole } of chapters()) {
    const name = output.colours.bold(`holdfast lab ${number}`);
    output.line(`${name}  ${title}  ${output.colours.dim(relative(process.cwd(), hole))}`);
  }
}

async function runLab(text: string, options: LabOptions, context: Context): Promise<void> {
  const chapter = /^\d+$/.test(text) ? findChapter(Number(text)) : undefined;
  if (!chapter) throw usageError(`There is no lab "${text}". \`holdfast lab\` lists them.`);
  const strength = readNumber(options.hint ?? "1", "hint", { min: 1, max: 3 });
  const seed = options.seed === undefined ? context.now() % 1_000_000 : readSeed(options.seed);
  const answer = options.answer ?? (options.solution ? chapter.solution : chapter.hole);
  const page = options.html ?? join(tmpdir(), "holdfast-histories", `lab-${chapter.number}.html`);
  const judging = { answer, seed, strength, page, json: options.json ?? false };
  process.once("SIGINT", () => process.exit(options.watch ? EXIT.ok : INTERRUPTED));
  if (options.watch) await judgeWheneverSaved(chapter, judging, context);
  const status = await judge(chapter, judging, context);
  if (status !== EXIT.ok) throw new CommandError("", status);
}

interface Judging {
  readonly answer: string;
  readonly seed: number;
  readonly strength: number;
  readonly page: string;
  readonly json: boolean;
}

/** Prints the verdict; returns the exit status that goes with it. */
async function judge(chapter: Chapter, judging: Judging, context: Context): Promise<number> {
  const { output, complain } = context;
  try {
    const verdict = await judgeAnswer(chapter, judging.answer, { seed: judging.seed });
    if (judging.json) output.json(verdict);
    else tell(chapter, verdict, judging, context);
    return verdict.held ? EXIT.ok : EXIT.refused;
  } catch (error) {
    if (!(error instanceof CompileFailed)) throw error;
    for (const line of compileLines(error, output.colours)) complain(line);
    return EXIT.usage;
  }
}

function tell(
  chapter: Chapter,
  verdict: LabVerdict,
  { answer, strength, page }: Judging,
  { output }: Context,
): void {
  const { colours } = output;
  const violated = verdict.steps.find((step) => step.verdict === "violated");
  if (violated) drawPage(page, violated);
  const lines = [
    colours.heading(`Lab ${chapter.number} · ${chapter.title}`),
    ...verdictLines(verdict, relative(process.cwd(), answer), colours),
    ...(violated ? [`The same as a page: ${page}`] : []),
    ...hintLines(chapter, verdict, strength, colours),
  ];
  for (const line of lines) output.line(line);
}

/** In the place of the one of the last time. */
function drawPage(page: string, { history, finding }: Violated): void {
  mkdirSync(dirname(page), { recursive: true });
  writeFileSync(page, reportPage(history, { verdict: finding.verdict, findings: [finding] }));
}

/** Until it is interrupted. */
function judgeWheneverSaved(chapter: Chapter, judging: Judging, context: Context): Promise<never> {
  return nowAndWheneverSaved(judging.answer, async () => {
    await judge(chapter, judging, context);
    context.complain(`\nWaiting for ${relative(process.cwd(), judging.answer)} to be saved …`);
  });
}

function readNumber(
  text: string,
  what: string,
  { min, max }: { min: number; max: number },
): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= min && number <= max) return number;
  throw usageError(`"${text}" is no number for --${what}: it is from ${min} to ${max}.`);
}
