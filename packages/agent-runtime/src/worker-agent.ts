/**
 * An agent whose work comes as tasks: it opens the state, says that it is here, works on its queues,
 * and on the deadlines of the sagas that it knows; asked to stop, it finishes what is in hand.
 */

import { lmdbEngine } from "@holdfast/engine-lmdb";
import {
  DEADLINE_QUEUE,
  openSharedState,
  type Role,
  SAGA_COMPENSATION,
  SAGA_DEADLINE,
  SAGA_STEP,
  type SagaTaskPayload,
  type SharedState,
  systemClock,
  type Task,
} from "@holdfast/shared-state";
import { type AgentContext, type RunningAgent, runAgent } from "./agent-process.ts";
import { announceProcess } from "./announce-process.ts";
import type { AgentEnvironment } from "./environment.ts";
import { recordingReads } from "./recorded-reads.ts";
import { readRetention } from "./retention.ts";
import { attemptSagaTask, type ServedSaga } from "./serve.ts";
import { type Attempt, startWorker, type Worker } from "./worker.ts";

/** What an agent does with one kind of task. */
export type TaskHandler = (state: SharedState, task: Task) => Promise<void>;

export interface WorkerAgentProgram {
  /** What it may write. The role's name is also that of its queue in saga definitions. */
  readonly role: Role;
  readonly sagas: readonly ServedSaga[];
  /** Other work: by queue (its own or another), the handler of each kind of task. */
  readonly queues?: Readonly<Record<string, Readonly<Record<string, TaskHandler>>>>;
  /** Of a queue, how many tasks are under way at once, where that differs from the usual. */
  readonly concurrency?: Readonly<Record<string, number>>;
  /** What of it is otherwise where a run is to show what happens then; see `asked-dial.ts`. */
  readonly otherwise?: (
    environment: AgentEnvironment,
  ) => Promise<Partial<WorkerAgentProgram> | undefined>;
  /** What else it has to do before it is ready. */
  readonly prepare?: (state: SharedState, context: AgentContext) => Promise<void>;
  /** What else it has to do when its last task is done, for example to close connections. */
  readonly finish?: () => void;
}

/** So many tasks of a queue are under way at once; their commits are grouped. */
const CONCURRENCY = 64;

export function runWorkerAgent(program: WorkerAgentProgram): Promise<void> {
  return runAgent({ name: program.role.name, start: (context) => startWorkers(program, context) });
}

/** Opens the shared state as the process's environment says, to write what its role covers. */
export async function openState(
  { environment, onWriteLock, measureWrites }: Omit<AgentContext, "logger" | "stopping" | "onTask">,
  role: Role,
): Promise<SharedState> {
  const engine = await lmdbEngine({
    path: environment.state,
    clock: systemClock(),
    retention: readRetention(),
    onWriteLock,
  });
  measureWrites(() => engine.statistics().longestLockMs);
  return openSharedState({
    engine: recordingReads(engine, environment),
    actor: environment.actor,
    role,
  });
}

async function startWorkers(
  asUsual: WorkerAgentProgram,
  context: AgentContext,
): Promise<RunningAgent> {
  const program = { ...asUsual, ...(await asUsual.otherwise?.(context.environment)) };
  const state = await openState(context, program.role);
  await program.prepare?.(state, context);
  const workers = await Promise.all(
    queuesOf(program, state).map(({ queue, choose }) =>
      startWorker(state, {
        queue,
        choose,
        concurrency: program.concurrency?.[queue] ?? CONCURRENCY,
        onTask: context.onTask,
        onError: (error, task) => {
          if (!task) context.logger.error({ err: error, queue }, "queue cannot be followed");
          else
            context.logger.warn({ err: error, task: task.id, kind: task.kind }, "attempt failed");
        },
      }),
    ),
  );
  const presence = await announceProcess(state, program.role);
  return {
    async stop() {
      await Promise.all(workers.map((worker: Worker) => worker.drain()));
      program.finish?.();
      await presence.leave();
      await state.close();
    },
  };
}

interface Queue {
  readonly queue: string;
  choose(task: Task): Attempt | undefined;
}

function queuesOf({ role, sagas, queues = {} }: WorkerAgentProgram, state: SharedState): Queue[] {
  const names = new Set([role.name, DEADLINE_QUEUE, ...Object.keys(queues)]);
  return [...names].map((queue) => ({
    queue,
    choose(task) {
      if (isSagaTask(task)) return attemptSagaTask(state, sagas, task);
      const handler = queues[queue]?.[task.kind];
      return handler && (() => handler(state, task));
    },
  }));
}

function isSagaTask(task: Task): task is Task<SagaTaskPayload> {
  return [SAGA_STEP, SAGA_COMPENSATION, SAGA_DEADLINE].includes(task.kind);
}
