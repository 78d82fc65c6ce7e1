/**
 * Plays a scenario on a whole system whose processes have planted bugs; we, who play and judge it, have
 * none.
 *
 * A child of the supervisor inherits nothing, and may read nothing, that it does not need. So the
 * supervisor itself is patched as well: it hands on what has modules patched, and lets them be read.
 */

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readScenario, run } from "@holdfast/scenario-runner";
import { root } from "../repository/sources.ts";
import type { Patch } from "./bug.ts";
import type { Judged } from "./judged.ts";
import { patchedProcess } from "./patched-process.ts";
import { PATCHES_VARIABLE } from "./patches.ts";

const HANDED_ON: readonly Patch[] = [
  {
    module: "apps/supervisor/dist/launch.js",
    find: 'const INHERITED = ["PATH",',
    replace: `const INHERITED = ["NODE_OPTIONS", "${PATCHES_VARIABLE}", "PATH",`,
  },
  {
    module: "apps/supervisor/dist/permissions.js",
    find: 'const CODE = ["node_modules"',
    replace: 'const CODE = ["test", "packages", "apps", "node_modules"',
  },
];

export async function runOnProcesses(scenario: string, patches: readonly Patch[]): Promise<Judged> {
  const folder = mkdtempSync(join(tmpdir(), "holdfast-planted-"));
  try {
    const text = readFileSync(join(root, scenario), "utf8");
    const { judgement, history } = await run(readScenario(text, scenario), {
      historyFile: join(folder, "history.jsonl"),
      env: patches.length > 0 ? variablesFor(patches) : {},
    });
    return { history, findings: judgement.findings };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function variablesFor(patches: readonly Patch[]): Readonly<Record<string, string>> {
  const { flags, env } = patchedProcess([...HANDED_ON, ...patches]);
  return { ...env, NODE_OPTIONS: [process.env.NODE_OPTIONS ?? "", ...flags].join(" ") };
}
