/**
 * Whether this supervisor takes orders to break something, and which it can carry out.
 *
 * It does in a demo and in a workshop, and never otherwise. Some faults need failpoints, which are armed
 * on a state only that was made to be thrown away: a folder in which there is no state yet is marked so
 * now. One that somebody may rely on stays as it is; there, processes alone can be struck.
 */

import { join } from "node:path";
import {
  type Breaking,
  type BreakingMode,
  failpointsFolder,
  markThrowAway,
} from "@holdfast/agent-runtime/process";
import { isHoldfastError } from "@holdfast/shared-state/engine";

export interface Allowed {
  /** Where failpoints are armed, by orders or by a test; undefined: nowhere. */
  readonly failpoints: string | undefined;
  /** Undefined: no orders are taken. */
  readonly breaking: Breaking | undefined;
}

const FOLDER = "failpoints";

export function allowBreaking(
  mode: BreakingMode | undefined,
  stateFolder: string,
  env: NodeJS.ProcessEnv,
): Allowed {
  const given = failpointsFolder(env);
  if (mode === undefined) return { failpoints: given, breaking: undefined };
  const why = given === undefined ? whyNotMarked(stateFolder) : undefined;
  const noInbox = env.HOLDFAST_SMTP && "The mail goes to a server of somebody else's.";
  const noMailServer = noInbox || why;
  return {
    failpoints: given ?? (why === undefined ? join(stateFolder, FOLDER) : undefined),
    breaking: {
      mode,
      unavailable: {
        ...(why !== undefined && { "fail-step": why }),
        ...(noMailServer && { "mail-server": noMailServer }),
      },
    },
  };
}

/** Undefined: it is, from now on at the latest. */
function whyNotMarked(stateFolder: string): string | undefined {
  try {
    markThrowAway(stateFolder);
    return undefined;
  } catch (error) {
    if (!isHoldfastError(error, "state-exists")) throw error;
    return "This state was not made to be thrown away. Start on an empty folder (--state) for that.";
  }
}
