/**
 * Where the programs are that processes run: one file for each, made of the compiled modules when
 * Holdfast is built (`scripts/bundle.mjs`), because a process that reads hundreds of modules spends
 * most of its start on it.
 *
 *     apps/<app>/bundle/main.mjs       what is run, and beside it the threads that it starts
 *     apps/<app>/bundle/made-of.json   what all of it was made of, and when
 *
 * Whoever starts a program asks here, and never gets one that is older than what it was made of.
 */

import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** From here, or from `dist`, to the root of the checkout. */
const CHECKOUT = fileURLToPath(new URL("../../../", import.meta.url));
export const MADE_OF = "made-of.json";

export interface MadeOf {
  /** Wall time in milliseconds, from before the first file was read. */
  readonly madeAtMs: number;
  /** From the checkout's root. */
  readonly files: readonly string[];
}

/** Says what to do about it. */
export class ProgramNotBuilt extends Error {
  override readonly name = "ProgramNotBuilt";
}

/**
 * The file to give to Node.
 * @throws ProgramNotBuilt when there is none, or what it was made of has changed since
 */
export function programFile(app: string, checkout = CHECKOUT): string {
  const folder = bundleFolder(app, checkout);
  if (!isUpToDate(folder, checkout)) {
    throw new ProgramNotBuilt(
      `The program "${app}" is not there, or older than what it is made of: "npm run build" makes it.`,
    );
  }
  return join(folder, "main.mjs");
}

export function bundleFolder(app: string, checkout = CHECKOUT): string {
  return join(checkout, "apps", app, "bundle");
}

export function isUpToDate(folder: string, checkout = CHECKOUT): boolean {
  const list = join(folder, MADE_OF);
  if (!existsSync(list)) return false;
  const { madeAtMs, files } = JSON.parse(readFileSync(list, "utf8")) as MadeOf;
  return files.every((file) => {
    const found = statSync(join(checkout, file), { throwIfNoEntry: false });
    return found !== undefined && found.mtimeMs <= madeAtMs;
  });
}
