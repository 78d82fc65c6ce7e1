/**
 * Is this a state that nobody would miss?
 *
 * What endangers a state (an armed failpoint, a guarantee that is turned down) is refused unless its
 * folder says that it is for that. Whoever makes the folder says so, before there is a state in it: no
 * state that people rely on can be given up later, not even by mistake. A state that is restored into such
 * a folder takes the mark away.
 */

import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { HoldfastError } from "@holdfast/shared-state/engine";

const MARK = "throw-away";
const STORE = "state.lmdb";

/**
 * Makes the folder, if it is not there.
 * @throws HoldfastError `state-exists`: there is a state in it that was not made to be thrown away
 */
export function markThrowAway(stateFolder: string): void {
  if (isThrowAway(stateFolder)) return;
  if (existsSync(join(stateFolder, STORE))) {
    const problem = `${stateFolder} was not made to be thrown away.`;
    throw new HoldfastError("state-exists", { problem });
  }
  mkdirSync(stateFolder, { recursive: true });
  writeFileSync(join(stateFolder, MARK), "This state was made for tests, and may be broken.\n");
}

/** Somebody may miss what comes to stand in the folder. */
export function unmarkThrowAway(stateFolder: string): void {
  rmSync(join(stateFolder, MARK), { force: true });
}

export function isThrowAway(stateFolder: string): boolean {
  return existsSync(join(stateFolder, MARK));
}
