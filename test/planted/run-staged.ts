/** Has races staged in a process of their own, and judges what was recorded, without any bug in us. */

import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { ObservedTransaction } from "@holdfast/agent-runtime";
import {
  type Finding,
  HISTORY_FORMAT,
  type History,
  type HistoryEntry,
  judge,
  type StoreCommit,
  type View,
} from "@holdfast/checker";
import { lmdbEngine } from "@holdfast/engine-lmdb";
import { openWitness, withReads } from "@holdfast/scenario-runner";
import { root } from "../repository/sources.ts";
import type { Patch } from "./bug.ts";
import type { Judged } from "./judged.ts";
import { patchedProcess } from "./patched-process.ts";
import type { Unexpected } from "./stage.ts";
import { type Instant, StageClock } from "./stage-clock.ts";

/** What the process of a race leaves behind. */
export interface StageReport {
  readonly entries: readonly HistoryEntry[];
  readonly unexpected: readonly Unexpected[];
  readonly transactions: readonly ObservedTransaction[];
  readonly now: Instant;
}

/** In a race that has gone wrong somebody may wait for what never comes. */
const STAGED_MS_MAX = 50_000;

const PROGRAM = join(root, "test/dist/planted/stage.worker.js");

/** By name, as asked for. All of them in one process, with these patches. */
export async function runStaged(
  names: readonly string[],
  patches: readonly Patch[],
): Promise<ReadonlyMap<string, Judged>> {
  const folder = mkdtempSync(join(tmpdir(), "holdfast-planted-"));
  try {
    const { flags, env } = patchedProcess(patches);
    await promisify(execFile)(process.execPath, [...flags, PROGRAM, folder, ...names], {
      env: { ...process.env, ...env },
      timeout: STAGED_MS_MAX,
      killSignal: "SIGKILL",
    });
    const judged = new Map<string, Judged>();
    for (const name of names) judged.set(name, await judgeStaged(join(folder, name), name));
    return judged;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function judgeStaged(path: string, name: string): Promise<Judged> {
  const { entries, unexpected, transactions, now } = JSON.parse(
    readFileSync(`${path}.json`, "utf8"),
  ) as StageReport;
  const { commits, views } = await testify(path, new StageClock(now));
  const history: History = [
    {
      ...{ kind: "run", format: HISTORY_FORMAT, scenario: name, seed: 0 },
      ...{ startedAt: now.wallMs, system: "holdfast" },
    },
    ...entries,
    ...withReads(commits, transactions),
    ...views,
    { kind: "end", atMs: now.monotonicMs + 1, outcome: "finished" },
  ];
  const findings = [...judge(history).findings, ...unexpected.map(asFinding)];
  return { history, findings };
}

/** The commits, and the views that somebody has kept. */
async function testify(
  path: string,
  clock: StageClock,
): Promise<{ commits: readonly StoreCommit[]; views: readonly View[] }> {
  await reap(path, clock);
  const witness = await openWitness(path, { clock });
  try {
    const commits = await witness.commits();
    const keys = commits.flatMap(({ changes }) => changes.map(({ key }) => key));
    const kept = new Set(keys.flatMap(([first, name]) => (first === "projection" ? name : [])));
    return { commits, views: await witness.views(kept) };
  } finally {
    await witness.close();
  }
}

/** What has lapsed by then, and was not reaped, is reaped when the state is opened. */
async function reap(path: string, clock: StageClock): Promise<void> {
  const engine = await lmdbEngine({ path, clock });
  await engine.transact((tx) => tx.get(["whatever"]));
  await engine.close();
}

function asFinding({ operation, expected, outcome }: Unexpected): Finding {
  return {
    ...{ check: "as-expected", verdict: "violated" },
    explanation: `${operation} was ${outcome} instead of ${expected}.`,
    witness: [{ kind: "operation", ref: operation }],
  };
}
