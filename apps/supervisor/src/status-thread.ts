/**
 * The thread that publishes the supervisor's table of children in the shared state.
 *
 * It may have to wait for the write lock, for as long as a stopped process holds it; the supervisor's
 * main thread, which has to kill that process, never does.
 */

import { parentPort, workerData } from "node:worker_threads";
import { readRetention } from "@holdfast/agent-runtime/process";
import { lmdbEngine } from "@holdfast/engine-lmdb";
import {
  deleteDocument,
  getDocument,
  keyspace,
  openSharedState,
  putDocument,
  type SharedState,
  systemClock,
} from "@holdfast/shared-state";
import { supervisorRole } from "./role.ts";
import { AGENTS, type AgentRecord, type StatusThreadOptions } from "./status.ts";

const { stateFolder } = workerData as StatusThreadOptions;
const engine = await lmdbEngine({
  path: stateFolder,
  clock: systemClock(),
  retention: readRetention(),
});
const state = openSharedState({ engine, actor: "supervisor", role: supervisorRole });
await forgetAgentsOfBefore(state);

const RETRY_MS = 1_000;

/** Only the latest table matters: while one is being published, later ones replace each other. */
let latest: readonly AgentRecord[] | undefined;
let publishing = false;
let closing = false;

parentPort?.on("message", async (message: readonly AgentRecord[] | "close") => {
  if (message === "close") {
    closing = true;
    await state.close();
    parentPort?.close();
    return;
  }
  latest = message;
  if (publishing) return;
  publishing = true;
  for (let table = take(); table; table = take()) await publishOrWait(table);
  publishing = false;
});

function take(): readonly AgentRecord[] | undefined {
  const table = closing ? undefined : latest;
  latest = undefined;
  return table;
}

/** The disk may be full: whoever supervises the others has to outlive that. */
async function publishOrWait(table: readonly AgentRecord[]): Promise<void> {
  try {
    await publish(state, table);
  } catch {
    latest ??= table;
    await new Promise<void>((resolve) => void state.clock.after(RETRY_MS, resolve));
  }
}

async function publish(state: SharedState, table: readonly AgentRecord[]): Promise<void> {
  await state.transact(
    (tx) => {
      for (const agent of table) {
        const before = getDocument<AgentRecord>(tx, AGENTS, agent.name)?.value;
        if (JSON.stringify(before) === JSON.stringify(agent)) continue;
        putDocument(tx, AGENTS, agent.name, agent);
      }
    },
    { cause: "agents-changed" },
  );
}

async function forgetAgentsOfBefore(state: SharedState): Promise<void> {
  const entries = await state.read((snapshot) =>
    snapshot.range({ prefix: keyspace.documents(AGENTS) }),
  );
  await state.transact(
    (tx) => {
      for (const { key } of entries) deleteDocument(tx, AGENTS, String(key[2]));
    },
    { cause: "agents-forgotten" },
  );
}
