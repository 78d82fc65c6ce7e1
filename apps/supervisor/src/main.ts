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
  askedDial,
  createLogger,
  DIAL_VARIABLE,
  EnvironmentError,
  installFailpoints,
  isThrowAway,
  ProgramNotBuilt,
  programFile,
  unmarkThrowAway,
} from "@holdfast/agent-runtime/process";
import { sleep, systemClock } from "@holdfast/shared-state";
import { allowBreaking } from "./breaking/allow-breaking.ts";
import { Breaking } from "./breaking/breaking.ts";
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
    /** Take orders to break something, as in a demo, and tell no story. */
    workshop: { type: "boolean", default: false },
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
/** What whoever starts us can do something about. */
const EXPECTED = [SupervisorRunningError, EnvironmentError, ProgramNotBuilt];
/** Longer than a healing takes, and than a write to a slow disk. */
const LAST_WORDS_MS_MAX = 10_000;

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
let breaking: Breaking | undefined;
const clock = systemClock();
const wasThrowAway = isThrowAway(stateFolder);
try {
  const mode = options.demo ? "demo" : options.workshop ? "workshop" : undefined;
  const { failpoints, breaking: allowed } = allowBreaking(mode, stateFolder, process.env);
  installFailpoints({ failpoints, state: stateFolder, actor: "supervisor" });
  askedDial({ dial: process.env[DIAL_VARIABLE] || undefined, state: stateFolder });
  const supervisor = startSupervisor({
    children: holdfastChildren({
      codeFolder,
      program: programFile,
      agents: Number(options.agents),
      env: process.env,
      failpoints,
      ...(options.demo ? { story: storyArguments } : {}),
    }),
    stateFolder,
    codeFolder,
    logger,
    output: log,
    logLevel: process.env.HOLDFAST_LOG_LEVEL,
    onStatus: (children) => {
      status?.publish(children, clock.monotonicMs());
      breaking?.update(children.filter(({ role }) => role !== STORY));
      announceTroubles(children);
    },
    ...(options.demo && options.exit ? { endsWith: STORY } : {}),
  });
  let failed = false;
  const published = publishStatus(
    { stateFolder, ...(allowed && { breaking: allowed }) },
    {
      onFailed: ({ message }) => {
        failed = true;
        console.error(message);
        void supervisor.stop();
      },
      onOrder: (id, order) => breaking?.take(id, order),
    },
  );
  status = published;
  if (allowed) {
    breaking = new Breaking({
      clock,
      failpoints,
      commandLine: programFile("cli"),
      settle: published.settle,
      taskEnds: published.taskEnds,
      start: (name) => supervisor.start(name),
    });
  }
  /** A process that stands still by an order could not be asked to stop. */
  const stop = () => {
    void breaking?.close();
    return supervisor.stop();
  };
  stopOnSignals({ stop, killAll: () => supervisor.killAll() }, clock);
  process.on("SIGUSR2", () => void supervisor.rollingRestart());
  const exitStatus = await supervisor.finished;
  if (!(await isSaidInTime(sayLastWords(published)))) {
    logger.error("the status thread cannot be ended");
    // It waits for the write lock in vain, as a child may (`heartbeat-monitor.ts`), and an exit waits for it.
    process.kill(process.pid, "SIGKILL");
  }
  closeSync(log);
  process.exit(failed ? EXIT_UNUSABLE : exitStatus);
} catch (error) {
  await status?.close();
  // Another supervisor may have begun a state of use to somebody in this very folder.
  if (!wasThrowAway) unmarkThrowAway(stateFolder);
  if (!isExpected(error)) throw error;
  console.error(error.message);
  process.exit(EXIT_UNUSABLE);
}

function isExpected(error: unknown): error is Error {
  return EXPECTED.some((kind) => error instanceof kind);
}

/** Each order has its outcome, and the table of children is told as it ended. */
async function sayLastWords(published: StatusPublisher): Promise<void> {
  await breaking?.close();
  await published.close();
}

function isSaidInTime(said: Promise<void>): Promise<boolean> {
  return Promise.race([said.then(() => true), sleep(clock, LAST_WORDS_MS_MAX).then(() => false)]);
}

/** A full disk costs lines of the log, and not the one process that nobody would start again. */
function writeIfThereIsRoom(line: string): void {
  try {
    writeSync(log, line);
  } catch {
    // There is nowhere to say so.
  }
}
