/**
 * `holdfast restore`: makes a state of a backup.
 *
 * It refuses a folder that has a state, unless that is to be given up, and one that is being served in
 * any case.
 */

import { resolve } from "node:path";
import { restoreState } from "@holdfast/supervisor";
import type { Command } from "commander";
import { type Context, withState } from "../context.ts";
import { stateFolder, type WhereOptions } from "../state-folder.ts";
import { orRefused } from "../store-errors.ts";
import { momentOf } from "./backup.ts";

interface RestoreOptions extends WhereOptions {
  readonly replace?: boolean;
  readonly json?: boolean;
}

export function addRestore(program: Command, { output }: Context): void {
  withState(program.command("restore"))
    .description("make a state of a backup; what was held when it was made is free")
    .argument("<file>", "the backup")
    .option("--replace", "give up the state that is in the folder")
    .option("--json", "what was restored, as JSON")
    .action(async (file: string, options: RestoreOptions) => {
      const folder = stateFolder(options);
      const { replace = false } = options;
      const restoring = restoreState(resolve(file), folder, { replace, actor: "command-line" });
      const { revision, at } = await orRefused(restoring);
      if (options.json) output.json({ state: folder, revision, at });
      else output.line(`Restored ${momentOf(revision, at)} in ${folder}.`);
    });
}
