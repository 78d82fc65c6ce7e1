/**
 * The supervisor's program: runs Holdfast on one state folder until it is told to stop.
 *
 * Its settings come as environment variables; `holdfast start` sets them from its options. SIGUSR2
 * restarts every agent, one after the other, while the others go on.
 */

import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import {
  createLogger,
  EnvironmentError,
  FAILPOINTS_VARIABLE,
  installFailpoints,
} from "@holdfast/agent-runtime/process";
import { systemClock } from "@holdfast/shared-state";
import { holdfastChildren, STORY } from "./children.ts";
import { stopOnSignals } from "./signals.ts";
import { publishStatus, type StatusPublisher } from "./status.ts";
import { startSupervisor } from "./supervisor.ts";
import { SupervisorRunningError } from "./supervisor-lock.ts";
import { troubleTeller } from "./troubles.ts";

const { values: options } = parseArgs({
  options: {
    state: { type: "string" },
    /** Tell the demo story once everything serves. */
    demo: { type: "boolean", default: false },
    /** End with the story, with its exit status. */
    exit: { type: "boolean", default: false },
    /** The story waits for a key before each act. */
    step: { type: "boolean", default: false },
    /** How many processes of each agent. */
    agents: { type: "string", default: "1" },
  },
});

/** This state, or this machine, cannot be used as things are. */
const EXIT_UNUSABLE = 2;

const codeFolder = fileURLToPath(new URL("../../../", import.meta.url));
const stateFolder = resolve(
  options.state ?? process.env.HOLDFAST_STATE ?? join(codeFolder, ".holdfast"),
);
mkdirSync(stateFolder, { recursive: true });
const logFile = join(stateFolder, "holdfast.log");
const log = openSync(logFile, "a");
const logger = createLogger({
  actor: "supervisor",
  destination: { write: (line) => writeIfThereIsRoom(line) },
});

const storyArguments = [...(options.exit ? ["--exit"] : []), ...(options.step ? ["--step"] : [])];
const announceTroubles = troubleTeller(logFile, (line) => console.error(line));
/** Opened only once the folder is known to be ours: another supervisor may run it. */
let status: StatusPublisher | undefined;
try {
  const failpoints = process.env[FAILPOINTS_VARIABLE];
  installFailpoints({ failpoints, state: stateFolder, actor: "supervisor" });
  const supervisor = startSupervisor({
    children: holdfastChildren({
      codeFolder,
      agents: Number(options.agents),
      env: process.env,
      ...(options.demo ? { story: storyArguments } : {}),
    }),
    stateFolder,
    codeFolder,
    logger,
    output: log,
    logLevel: process.env.HOLDFAST_LOG_LEVEL,
    onStatus: (children) => {
      status?.publish(children);
      announceTroubles(children);
    },
    ...(options.demo && options.exit ? { endsWith: STORY } : {}),
  });
  let failed = false;
  status = publishStatus({ stateFolder }, ({ message }) => {
    failed = true;
    console.error(message);
    void supervisor.stop();
  });
  stopOnSignals(supervisor, systemClock());
  process.on("SIGUSR2", () => void supervisor.rollingRestart());
  const exitStatus = await supervisor.finished;
  await status.close();
  closeSync(log);
  process.exit(failed ? EXIT_UNUSABLE : exitStatus);
} catch (error) {
  await status?.close();
  const isExpected = error instanceof SupervisorRunningError || error instanceof EnvironmentError;
  if (!isExpected) throw error;
  console.error(error.message);
  process.exit(EXIT_UNUSABLE);
}

/** A full disk costs lines of the log, and not the one process that nobody would start again. */
function writeIfThereIsRoom(line: string): void {
  try {
    writeSync(log, line);
  } catch {
    // There is nowhere to say so.
  }
}
