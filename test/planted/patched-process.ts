/** How a Node process is started so that it has planted bugs. */

import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "../repository/sources.ts";
import type { Patch } from "./bug.ts";
import { PATCHES_VARIABLE } from "./patches.ts";

const PRELOADED = join(root, "test/dist/planted/patched-modules.js");

export interface PatchedProcess {
  /** What Node is called with before the program. */
  readonly flags: readonly string[];
  /** Beside what it inherits. */
  readonly env: Readonly<Record<string, string>>;
}

export function patchedProcess(patches: readonly Patch[]): PatchedProcess {
  if (patches.length === 0) return { flags: [], env: {} };
  const flags = ["--import", pathToFileURL(PRELOADED).href];
  return { flags, env: { [PATCHES_VARIABLE]: JSON.stringify(patches) } };
}
