/** Makes a state of a backup, in a folder that no supervisor runs: see the engine's `restoring.ts`. */

import { unmarkThrowAway } from "@holdfast/agent-runtime/process";
import { type Restored, restore } from "@holdfast/engine-lmdb";
import { systemClock } from "@holdfast/shared-state/engine";
import { SupervisorLock } from "./supervisor-lock.ts";

/**
 * Holds the folder for as long as it takes, so that no supervisor starts on half a state; what an
 * earlier one has left running is ended. A folder for states to be thrown away is none any more, since
 * somebody may miss this one.
 * @throws SupervisorRunningError when one runs; HoldfastError as `restore` does
 */
export async function restoreState(
  file: string,
  stateFolder: string,
  options: { readonly replace: boolean; readonly actor: string },
): Promise<Restored> {
  const lock = SupervisorLock.take(stateFolder, systemClock().bootId);
  try {
    const { replace, actor } = options;
    const beforeItIsThere = () => unmarkThrowAway(stateFolder);
    return await restore(file, stateFolder, { replace, note: { actor }, beforeItIsThere });
  } finally {
    lock.release();
  }
}
