/**
 * A worker: does the tasks of one queue.
 *
 * It looks at the board, attempts what is available, first what comes first, and looks again when the
 * board changes. Each sight of a task is attempted once; when the attempt was lost to another worker,
 * the board will change and say so. In case an attempt failed for a reason that changes nothing on the
 * board (the store was full, say), everything is attempted again once a second; and a board that could
 * not follow its queue any more is opened again then.
 */

import {
  type FailpointTask,
  failpointAside,
  SAGA_COMPENSATION,
  SAGA_STEP,
  type SagaTaskPayload,
  type SharedState,
  type Task,
  TaskBoard,
} from "@holdfast/shared-state";

/** Does one task, and settles it in the state: completed, failed, or left to another. */
export type Attempt = () => Promise<void>;

export interface WorkerOptions {
  readonly queue: string;
  /** How many tasks are under way at once. */
  readonly concurrency: number;
  /** What to do with this task; undefined: not one of ours, another worker knows it. */
  choose(task: Task): Attempt | undefined;
  /** An attempt failed; or, without a task, the queue cannot be followed for now. */
  onError(error: unknown, task?: Task): void;
  /** An attempt begins, or has ended. */
  onTask?(phase: "begun" | "ended"): void;
}

export interface Worker {
  /** Starts nothing new, and waits for what is under way. */
  drain(): Promise<void>;
}

const SWEEP_MS = 1_000;

export async function startWorker(state: SharedState, options: WorkerOptions): Promise<Worker> {
  const board = new TaskBoard(state.engine, options.queue);
  const underWay = new Map<string, Promise<void>>();
  const attempted = new Map<string, number>();
  let draining = false;
  let boardFailed = false;
  let lookingSoon = false;
  let opening: Promise<void> = Promise.resolve();
  let cancelSweep = () => {};

  const look = () => {
    if (underWay.size >= options.concurrency) return;
    for (const { task, revision } of board.inOrder()) {
      if (draining || underWay.size >= options.concurrency) return;
      if (underWay.has(task.id) || attempted.get(task.id) === revision) continue;
      const attempt = options.choose(task);
      if (!attempt) continue;
      attempted.set(task.id, revision);
      underWay.set(task.id, finish(task, attempt));
    }
  };
  /** Of many attempts that one commit ends, each wants a look: they get one together. */
  const lookSoon = () => {
    if (lookingSoon) return;
    lookingSoon = true;
    queueMicrotask(() => {
      lookingSoon = false;
      look();
    });
  };
  const finish = async (task: Task, attempt: Attempt) => {
    options.onTask?.("begun");
    try {
      // It is noted as under way before it can end.
      await failpointAside("task.before-attempt", placeOf(task));
      await attempt();
    } catch (error) {
      options.onError(error, task);
    } finally {
      underWay.delete(task.id);
      options.onTask?.("ended");
      lookSoon();
    }
  };
  const failed = (error: unknown) => {
    if (draining) return;
    boardFailed = true;
    options.onError(error);
  };
  const reopenFailedBoard = () => {
    if (!boardFailed) return;
    boardFailed = false;
    opening = board.open({ changed: look, failed }).catch(failed);
  };
  const sweepLater = () => {
    cancelSweep = state.clock.after(SWEEP_MS, () => {
      for (const id of attempted.keys()) if (!underWay.has(id)) attempted.delete(id);
      look();
      reopenFailedBoard();
      sweepLater();
    });
  };

  await board.open({ changed: look, failed });
  sweepLater();
  return {
    async drain() {
      draining = true;
      cancelSweep();
      await opening;
      await board.close();
      await Promise.all(underWay.values());
    },
  };
}

/** A saga's task is known by its step. */
function placeOf({ kind, queue, id, payload }: Task): FailpointTask {
  const isStep = kind === SAGA_STEP || kind === SAGA_COMPENSATION;
  return { kind: isStep ? (payload as SagaTaskPayload).step : kind, queue, id };
}
