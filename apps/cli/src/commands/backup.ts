/**
 * `holdfast backup`: a checked copy of the whole state, also while it is served and written to.
 *
 * It does not go through the gateway, which may write to the state's folder only, and need not run:
 * whoever may read the folder may copy what is in it.
 */

import { existsSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Backup, backUp } from "@holdfast/supervisor";
import type { Command } from "commander";
import { type Context, withState } from "../context.ts";
import { CommandError, EXIT } from "../exit-codes.ts";
import { stateFolder, type WhereOptions } from "../state-folder.ts";
import { orRefused } from "../store-errors.ts";

interface BackupOptions extends WhereOptions {
  readonly json?: boolean;
}

export function addBackup(program: Command, { output, now }: Context): void {
  withState(program.command("backup"))
    .description("copy the whole state into a file, also while it is served, and check the copy")
    .argument("<file>", "the backup's file, or a folder in which it gets a name of its own")
    .option("--json", "what was backed up, as JSON")
    .action(async (where: string, options: BackupOptions) => {
      const file = fileFor(where, now());
      if (existsSync(file)) {
        throw new CommandError(`${file} is there already, and stays as it is.`, EXIT.refused);
      }
      const backup = await orRefused(backUp(stateFolder(options), file));
      if (options.json) output.json({ file, ...backup });
      else output.line(describe(file, backup));
    });
}

function fileFor(where: string, nowMs: number): string {
  const path = resolve(where);
  if (!existsSync(path) || !statSync(path).isDirectory()) return path;
  const stamp = new Date(nowMs).toISOString().replaceAll(/[:.]/g, "-");
  return join(path, `holdfast-${stamp}.backup`);
}

function describe(file: string, { revision, at, bytes }: Backup): string {
  return `Backed up ${momentOf(revision, at)} into ${file}: ${sizeOf(bytes)}, checked.`;
}

export function momentOf(revision: number, at: number): string {
  return revision === 0 ? "an empty state" : `revision ${revision} (${new Date(at).toISOString()})`;
}

function sizeOf(bytes: number): string {
  if (bytes < 1_000_000) return `${Math.ceil(bytes / 1_000)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
