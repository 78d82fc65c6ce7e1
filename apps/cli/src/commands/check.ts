/**
 * `holdfast check`: judges what was recorded, again.
 *
 * A run history is judged by every promise, as when it was recorded. With `--format` it is a history in
 * the form of another project, judged by the black-box checker alone: one line for each file, for scripts.
 */

import { type Command, Option } from "commander";
import { endWith } from "../check/ending.ts";
import { FORMAT_NAMES, type Format, judgeForeign } from "../check/foreign-histories.ts";
import { judgementLines } from "../check/judgement-lines.ts";
import { checkNames, judgeRuns, listedChecks } from "../check/run-histories.ts";
import type { Context } from "../context.ts";
import { usageError } from "../exit-codes.ts";
import { wrap } from "../print.ts";

interface CheckOptions {
  readonly format?: Format;
  readonly only: readonly string[];
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly list?: boolean;
}

const WIDTH = 96;

const HELP = `
What the scenario itself expected (as-expected), and whether its faults struck (faults-strike), is not
judged again: no history says it.

Exit status:
  0  all of them are ok
  1  one is violated
  2  one cannot be read
  3  one could not be decided within the bounds, or does not say enough`;

export function addCheck(program: Command, context: Context): void {
  program
    .command("check")
    .description("judge recorded histories again: ok, violated or unknown")
    .argument("[file...]", "recorded histories: of runs (JSON Lines), or of another project's form")
    .addOption(new Option("--format <format>", "the form of another project").choices(FORMAT_NAMES))
    .option("--only <check>", "by this promise alone; may be given again", collect, [])
    .option("--list", "the promises, and what each is")
    .option("--json", "each judgement as a line of JSON")
    .option("--quiet", "a line for each file, and nothing else")
    .addHelpText("after", HELP)
    .action((files: string[], options: CheckOptions) => check(files, options, context));
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

async function check(
  files: readonly string[],
  { format, only, json, quiet, list }: CheckOptions,
  context: Context,
): Promise<void> {
  const { output } = context;
  if (list) return tellChecks(context);
  if (files.length === 0) throw usageError("Which history? A run says where it has put its own.");
  if (format) {
    if (only.length > 0) throw usageError("The form of another project has no promises of ours.");
    return endWith(judgeForeign(files, format, context));
  }
  const unknown = only.find((name) => !checkNames().includes(name));
  if (unknown !== undefined) {
    throw usageError(`There is no check ${unknown}. holdfast check --list lists them.`);
  }
  const judged = await judgeRuns(files, only, (one) => {
    const { file, judgement, complaint } = one;
    if (json) output.line(JSON.stringify({ file, ...judgement, complaint }));
    else output.line(`${file} ${judgement.verdict}`);
    if (complaint !== undefined) context.complain(complaint);
    if (!json && !quiet) judgementLines(one, output.colours).forEach(output.line);
  });
  endWith(judged);
}

function tellChecks({ output }: Context): void {
  for (const { name, promise } of listedChecks()) {
    output.line(output.colours.bold(name));
    for (const line of wrap(promise, WIDTH)) output.line(`  ${line}`);
  }
}
