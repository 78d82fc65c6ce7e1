/**
 * `holdfast check`: judges what was recorded.
 *
 * With `--format` it is a history in the form of another project, judged by the black-box checker alone:
 * one line for each file, for scripts to read.
 */

import { readFileSync } from "node:fs";
import {
  checkLinearizable,
  FormatError,
  keyValueModel,
  parseEtcdRegister,
  parseKeyValue,
  registerModel,
  type Verdict,
  worst,
} from "@holdfast/checker";
import { type Command, Option } from "commander";
import type { Context } from "../context.ts";
import { CommandError } from "../exit-codes.ts";

interface CheckOptions {
  readonly format: Format;
}

/** How each form is judged. @throws FormatError */
const FORMATS = {
  "etcd-register": (text: string) =>
    checkLinearizable(parseEtcdRegister(text), registerModel).verdict,
  "key-value": (text: string) => checkLinearizable(parseKeyValue(text), keyValueModel).verdict,
} as const satisfies Record<string, (text: string) => Verdict>;

type Format = keyof typeof FORMATS;

const UNREADABLE = 2;
const EXIT_CODES: Readonly<Record<Verdict, number>> = { ok: 0, violated: 1, unknown: 3 };

const HELP = `
Exit status:
  0  all of them are ok
  1  one is violated
  2  one cannot be read
  3  one could not be decided within the bounds`;

export function addCheck(program: Command, context: Context): void {
  program
    .command("check")
    .description("judge recorded histories: ok, violated or unknown")
    .argument("<file...>", "recorded histories")
    .addOption(
      new Option("--format <format>", "the form of another project")
        .choices(Object.keys(FORMATS))
        .makeOptionMandatory(),
    )
    .addHelpText("after", HELP)
    .action((files: string[], { format }: CheckOptions) => checkForeign(files, format, context));
}

/** What cannot be read is `unknown`, so that each file has its line. */
function checkForeign(files: readonly string[], format: Format, context: Context): void {
  let unreadable = false;
  const verdicts = files.map((file) => {
    const { verdict, complaint } = judgeFile(file, format);
    context.output.line(`${file} ${verdict}`);
    if (complaint !== undefined) context.complain(complaint);
    unreadable ||= complaint !== undefined;
    return verdict;
  });
  const exitCode = unreadable ? UNREADABLE : EXIT_CODES[worst(verdicts)];
  if (exitCode !== 0) throw new CommandError("", exitCode);
}

function judgeFile(file: string, format: Format): { verdict: Verdict; complaint?: string } {
  try {
    return { verdict: FORMATS[format](readFileSync(file, "utf8")) };
  } catch (error) {
    if (error instanceof FormatError) {
      return { verdict: "unknown", complaint: `${file}:${error.line}: ${error.message}` };
    }
    if (!(error instanceof Error && "code" in error)) throw error;
    return { verdict: "unknown", complaint: `${file}: ${error.message}` };
  }
}
