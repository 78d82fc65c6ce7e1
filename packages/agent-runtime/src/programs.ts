/**
 * Where the programs are that processes run: one file for each, made of the compiled modules when
 * Holdfast is built (`scripts/bundle.mjs`), because a process that reads hundreds of modules spends
 * most of its start on it.
 *
 *     apps/<app>/bundle/main.mjs       what is run, and beside it the threads that it starts
 *     apps/<app>/bundle/made-of.json   what all of it was made of, and what there has to be
 *
 * Whoever starts a program asks here, and never gets one that was made of something else than what is
 * there, nor half of one. Files are compared with what they were, not with a time: clocks jump.
 */

import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** From here, or from `dist`, to the root of the checkout. */
const CHECKOUT = fileURLToPath(new URL("../../../", import.meta.url));
export const MADE_OF = "made-of.json";

export interface MadeOf {
  /** Paths from the checkout's root; as they were before the first of them was read. */
  readonly inputs: Readonly<Record<string, FileMark>>;
  /** Paths from the bundle's folder. */
  readonly outputs: Readonly<Record<string, FileMark>>;
}

/** What changes when a file does; null: it is not there. */
export type FileMark = readonly [mtimeMs: number, bytes: number] | null;

/** Says what to do about it. */
export class ProgramNotBuilt extends Error {
  override readonly name = "ProgramNotBuilt";
}

/**
 * The file to give to Node.
 * @throws ProgramNotBuilt when there is none, or only half, or what it was made of has changed since
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
  const madeOf = readMadeOf(join(folder, MADE_OF));
  if (!madeOf) return false;
  return areAsTheyWere(folder, madeOf.outputs) && areAsTheyWere(checkout, madeOf.inputs);
}

export function markOf(file: string): FileMark {
  const found = statSync(file, { throwIfNoEntry: false });
  return found ? [found.mtimeMs, found.size] : null;
}

function areAsTheyWere(folder: string, marks: MadeOf["inputs"]): boolean {
  return Object.entries(marks).every(([path, mark]) => {
    const now = markOf(join(folder, path));
    return now !== null && mark !== null && now[0] === mark[0] && now[1] === mark[1];
  });
}

/** Undefined: there is none, not all of it, as after a power cut, or one of another kind. */
function readMadeOf(file: string): MadeOf | undefined {
  try {
    const { inputs, outputs } = JSON.parse(readFileSync(file, "utf8")) as Partial<MadeOf>;
    return inputs && outputs && { inputs, outputs };
  } catch {
    return undefined;
  }
}
