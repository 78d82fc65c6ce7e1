/**
 * The thread that publishes the supervisor's table of children in the shared state, and takes orders
 * from there.
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
  sleep,
  systemClock,
} from "@holdfast/shared-state";
import { OrderDesk } from "./order-desk.ts";
import { supervisorRole } from "./role.ts";
import {
  AGENT_FIGURES,
  AGENTS,
  type AgentRecord,
  FIGURES_OF_ALL,
  type FiguresOfAll,
  type FromStatusThread,
  type StatusThreadOptions,
  type ToStatusThread,
} from "./status.ts";

const { stateFolder, breaking } = workerData as StatusThreadOptions;
const engine = await lmdbEngine({
  path: stateFolder,
  clock: systemClock(),
  retention: readRetention(),
});
const state = openSharedState({ engine, actor: "supervisor", role: supervisorRole });
const tell = (message: FromStatusThread) => parentPort?.postMessage(message);
await forgetAgentsOfBefore(state);
const desk = await OrderDesk.open(state, breaking, tell);

const RETRY_MS = 1_000;

interface Told {
  readonly table?: readonly AgentRecord[];
  readonly figures?: FiguresOfAll;
}

/** Only the latest matters: while one is being published, later ones replace each other. */
let latest: Told | undefined;
let publishing = false;
let closing = false;

parentPort?.on("message", (message: ToStatusThread) => {
  if (message.kind === "close") void close();
  else if (message.kind === "outcome") desk.settle(message.id, message.outcome);
  else if (message.kind === "await-task") desk.awaitTask(message.id, message.task);
  else {
    latest = { ...latest, ...message };
    void publishAll();
  }
});

async function close(): Promise<void> {
  closing = true;
  await desk.close();
  await state.close();
  parentPort?.close();
}

async function publishAll(): Promise<void> {
  if (publishing) return;
  publishing = true;
  for (let told = take(); told; told = take()) await publishOrWait(told);
  publishing = false;
}

function take(): Told | undefined {
  const told = closing ? undefined : latest;
  latest = undefined;
  return told;
}

/** The disk may be full: whoever supervises the others has to outlive that. */
async function publishOrWait(told: Told): Promise<void> {
  try {
    if (told.table) await publish(state, told.table);
    if (told.figures) await publishFigures(state, told.figures);
  } catch {
    latest = { ...told, ...latest };
    await sleep(state.clock, RETRY_MS);
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

async function publishFigures(state: SharedState, figures: FiguresOfAll): Promise<void> {
  await state.transact((tx) => putDocument(tx, AGENT_FIGURES, FIGURES_OF_ALL, figures), {
    cause: "agents-measured",
  });
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
