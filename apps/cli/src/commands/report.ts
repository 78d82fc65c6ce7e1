/**
 * `holdfast report`: a recorded run as one page, which anybody can open: what was promised, what was
 * found, and who did what when, with the shortest witness highlighted.
 */

import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { type ReadHistory, readHistory, reportPage } from "@holdfast/checker";
import { judgeHistory } from "@holdfast/scenario-runner";
import type { Command } from "commander";
import type { Context } from "../context.ts";
import { usageError } from "../exit-codes.ts";

interface ReportOptions {
  readonly out?: string;
  readonly json?: boolean;
}

const HELP = `
What the scenario itself expected (as-expected), and whether its faults struck (faults-strike), is not
judged again: no history says it.

Exit status:
  0  the page was written, whatever it says
  2  the history cannot be read, or the page not be written`;

export function addReport(program: Command, { output, complain }: Context): void {
  program
    .command("report")
    .description("draw a recorded run, with what was found, as one page")
    .argument("<history>", "a run history (JSON Lines), as a scenario records it")
    .option("--out <file>", "the page; the history's name, with .html, when absent")
    .option("--json", "where the page is and what was found, as JSON")
    .addHelpText("after", HELP)
    .action(async (file: string, options: ReportOptions) => {
      const { history, tornLine } = await read(file);
      if (tornLine !== undefined) complain(`Line ${tornLine} was cut short, and is left out.`);
      const judgement = judgeHistory(history);
      const page = resolve(options.out ?? `${file.replace(/\.jsonl?$/, "")}.html`);
      write(page, reportPage(history, judgement));
      if (options.json) output.json({ page, ...judgement });
      else output.line(`${page}: ${judgement.verdict}`);
    });
}

async function read(file: string): Promise<ReadHistory> {
  try {
    return await readHistory(file);
  } catch (error) {
    throw usageError(`${file} cannot be read: ${messageOf(error)}`);
  }
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw usageError(`${file} cannot be written: ${messageOf(error)}`);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
