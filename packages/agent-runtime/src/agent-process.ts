/**
 * The life of an agent's process, from its start to its exit status.
 *
 *     opening ──→ ready ──→ stopping ──→ exit 0
 *        └──────────┴──────────┴───────→ exit 1   (an error, or the deadline passed)
 *
 * Who asks it to stop: SIGTERM from the supervisor, a broken pipe when the supervisor is dead, or,
 * when it was run by hand, Ctrl-C. Under a supervisor Ctrl-C is left to the supervisor, which stops
 * its children one after the other: the terminal sends the signal to all of them at once.
 */

import { installFailpoints } from "./armed-failpoints.ts";
import { type AgentEnvironment, readEnvironment } from "./environment.ts";
import { type Heartbeat, startHeartbeat } from "./heartbeat.ts";
import { createLogger, type Logger } from "./logging.ts";

export interface AgentContext {
  readonly environment: AgentEnvironment;
  readonly logger: Logger;
  /** Give it to the engine, so that waiting for the write lock is not taken for being stuck. */
  readonly onWriteLock: Heartbeat["onWriteLock"];
  /** For whoever opens the engine, which counts. */
  readonly measureWrites: Heartbeat["measureWrites"];
  /** Give it to workers, so that the supervisor learns what the process is at. */
  readonly onTask: Heartbeat["onTask"];
  /** Aborted when the agent is asked to stop, also while it is still starting. */
  readonly stopping: AbortSignal;
}

export interface RunningAgent {
  /** Takes no new work, finishes what is in hand, closes the state. */
  stop(): Promise<void>;
}

export interface AgentProgram {
  readonly name: string;
  /** Resolves once the agent serves. */
  start(context: AgentContext): Promise<RunningAgent>;
}

/** Runs the agent until it is asked to stop, then ends the process. */
export async function runAgent({ name, start }: AgentProgram): Promise<void> {
  const environment = readEnvironment(name);
  const logger = createLogger({ actor: environment.actor, level: environment.logLevel });
  endOnError(logger);
  const stopping = new AbortController();
  const stopRequested = new Promise<void>((resolve) => {
    stopping.signal.addEventListener("abort", () => resolve());
  });
  const requestStop = (because: string) => {
    if (stopping.signal.aborted) return;
    logger.info({ because }, "stopping");
    stopping.abort();
    endAtDeadline(environment.drainMs, logger);
  };
  listenForStop(requestStop, environment.heartbeatFd !== undefined);
  const heartbeat = await startHeartbeat({
    pipe: environment.heartbeatFd,
    heartbeatMs: environment.heartbeatMs,
    orphanMs: environment.orphanMs,
    onPipeBroken: () => requestStop("supervisor-gone"),
    onThreadFailed: (error) => logger.error({ err: error }, "the heartbeat failed"),
  });

  installFailpoints(environment, { onWaiting: heartbeat.onFailpoint });
  const { onWriteLock, measureWrites, onTask } = heartbeat;
  const hooks = { onWriteLock, measureWrites, onTask };
  const agent = await start({ environment, logger, ...hooks, stopping: stopping.signal });
  if (!stopping.signal.aborted) {
    heartbeat.enter("ready");
    logger.info("ready");
  }
  await stopRequested;
  heartbeat.enter("stopping");
  await agent.stop();
  logger.info("stopped");
  process.exit(0);
}

/** After an error that nobody caught, what the process believes may be wrong: it ends at once. */
function endOnError(logger: Logger): void {
  const end = (error: unknown) => {
    logger.fatal({ err: error }, "failed");
    process.exit(1);
  };
  process.on("uncaughtException", end);
  process.on("unhandledRejection", end);
}

function listenForStop(requestStop: (because: string) => void, supervised: boolean): void {
  process.on("SIGTERM", () => requestStop("asked"));
  for (const signal of ["SIGINT", "SIGHUP"] as const) {
    process.on(signal, () => {
      if (!supervised) requestStop(signal);
    });
  }
}

function endAtDeadline(drainMs: number, logger: Logger): void {
  setTimeout(() => {
    logger.error({ drainMs }, "could not stop in time");
    process.exit(1);
  }, drainMs).unref();
}
