/**
 * `holdfast reset`: deletes the state, and with it everything that was ever booked.
 *
 * It refuses a folder that Holdfast did not make, and one that somebody serves.
 */

import { existsSync, readdirSync, rmdirSync, rmSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import type { Command } from "commander";
import { type Context, withState } from "../context.ts";
import { CommandError, EXIT } from "../exit-codes.ts";
import { isStateFolder, servingProcess, stateFiles, stateFolder } from "../state-folder.ts";

interface ResetOptions {
  readonly state?: string;
  readonly yes?: boolean;
}

export function addReset(program: Command, { output }: Context): void {
  withState(program.command("reset"))
    .description("delete the state and everything in it")
    .option("--yes", "do not ask")
    .action(async (options: ResetOptions) => {
      const folder = stateFolder(options);
      if (!existsSync(folder)) return output.line(`There is no state in ${folder}.`);
      checkMayDelete(folder);
      if (!options.yes) await askFirst(folder);
      output.line(deleteState(folder));
    });
}

export function checkMayDelete(folder: string): void {
  if (!isStateFolder(folder)) {
    throw new CommandError(`${folder} is no state of Holdfast: it stays as it is.`, EXIT.refused);
  }
  const pid = servingProcess(folder);
  if (pid !== undefined) {
    throw new CommandError(
      `Process ${pid} serves ${folder}. Stop it first (Ctrl-C where it was started).`,
      EXIT.refused,
    );
  }
}

/** Deletes what is ours; the folder too, unless somebody else has put something into it. */
function deleteState(folder: string): string {
  for (const file of stateFiles(folder)) rmSync(file, { recursive: true });
  const left = readdirSync(folder);
  if (left.length > 0) return `Deleted the state in ${folder}; not ours: ${left.join(", ")}.`;
  rmdirSync(folder);
  return `Deleted ${folder}.`;
}

async function askFirst(folder: string): Promise<void> {
  if (!process.stdin.isTTY) {
    throw new CommandError("Nobody is there to be asked: say --yes.", EXIT.usage);
  }
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const answer = await lines.question(`Delete everything in ${folder}? Type yes: `);
    if (answer.trim().toLowerCase() === "yes") return;
  } finally {
    lines.close();
  }
  throw new CommandError("Nothing was deleted.", EXIT.refused);
}
