/**
 * `holdfast restore`: makes a state of a backup.
 *
 * It refuses a folder that has a state, unless that is to be given up, and one that is being served in
 * any case. When nothing comes of it, no folder is left that was not there before.
 */

import { existsSync, mkdirSync, rmdirSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { restoreState } from "@holdfast/supervisor";
import type { Command } from "commander";
import { type Context, withState } from "../context.ts";
import { CommandError, EXIT } from "../exit-codes.ts";
import { stateFolder, type WhereOptions } from "../state-folder.ts";
import { orRefused } from "../store-errors.ts";
import { momentOf } from "./backup.ts";

interface RestoreOptions extends WhereOptions {
  readonly replace?: boolean;
  readonly json?: boolean;
}

/** What is read is a copy of the file: such an error is never about the folder. */
const WRONG_FILE: Readonly<Record<string, string>> = {
  "state-foreign": "it is no backup of a Holdfast state",
  "state-format": "it is a backup of another version of the format",
  "state-damaged": "it is damaged, or a part of it is missing",
};

export function addRestore(program: Command, { output }: Context): void {
  withState(program.command("restore"))
    .description("make a state of a backup; what was held when it was made is free")
    .argument("<file>", "the backup")
    .option("--replace", "give up the state that is in the folder")
    .option("--json", "what was restored, as JSON")
    .action(async (file: string, options: RestoreOptions) => {
      const folder = stateFolder(options);
      const { replace = false } = options;
      mustBeFile(file);
      const restoring = inFolder(folder, () =>
        restoreState(resolve(file), folder, { replace, actor: "command-line" }),
      );
      const { revision, at } = await orRefused(aboutTheFile(file, restoring));
      if (options.json) output.json({ state: folder, revision, at });
      else output.line(`Restored ${momentOf(revision, at)} in ${folder}.`);
    });
}

function mustBeFile(file: string): void {
  if (!existsSync(file)) throw noBackup(file, "there is no such file");
  if (!statSync(file).isFile()) throw noBackup(file, "it is no file");
}

function noBackup(file: string, why: string): CommandError {
  return new CommandError(`${file} cannot be restored: ${why}.`, EXIT.refused);
}

async function aboutTheFile<T>(file: string, restoring: Promise<T>): Promise<T> {
  try {
    return await restoring;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    const why = WRONG_FILE[code];
    throw why === undefined ? error : noBackup(file, why);
  }
}

/** Makes the folder for as long as `make` needs it, and for good if that succeeds. */
async function inFolder<T>(folder: string, make: () => Promise<T>): Promise<T> {
  const firstMade = mkdirSync(folder, { recursive: true });
  try {
    return await make();
  } catch (error) {
    if (firstMade !== undefined) removeEmpty(folder, firstMade);
    throw error;
  }
}

/** From the innermost to the outermost; one with something in it stays, and all that it is in. */
function removeEmpty(folder: string, outermost: string): void {
  try {
    rmdirSync(folder);
  } catch {
    return;
  }
  if (folder !== outermost) removeEmpty(dirname(folder), outermost);
}
