/**
 * A worker: does the tasks of one queue.
 *
 * It looks at the board, attempts what is available, and looks again when the board changes. Each
 * sight of a task is attempted once; when the attempt was lost to another worker, the board will
 * change and say so. In case an attempt failed for a reason that changes nothing on the board (the
 * store was full, say), everything is attempted again once a second.
 */

import { type SharedState, type Task, TaskBoard } from "@holdfast/shared-state";

/** Does one task, and settles it in the state: completed, failed, or left to another. */
export type Attempt = () => Promise<void>;

export interface WorkerOptions {
  readonly queue: string;
  /** How many tasks are under way at once. */
  readonly concurrency: number;
  /** What to do with this task; undefined: not one of ours, another worker knows it. */
  choose(task: Task): Attempt | undefined;
  onError(error: unknown, task: Task): void;
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
  let cancelSweep = () => {};

  const look = () => {
    if (underWay.size >= options.concurrency) return;
    for (const { task, revision } of board.available()) {
      if (draining || underWay.size >= options.concurrency) return;
      if (underWay.has(task.id) || attempted.get(task.id) === revision) continue;
      const attempt = options.choose(task);
      if (!attempt) continue;
      attempted.set(task.id, revision);
      underWay.set(task.id, finish(task, attempt));
    }
  };
  const finish = async (task: Task, attempt: Attempt) => {
    try {
      await Promise.resolve(); // It is noted as under way before it can end.
      await attempt();
    } catch (error) {
      options.onError(error, task);
    } finally {
      underWay.delete(task.id);
      look();
    }
  };
  const sweepLater = () => {
    cancelSweep = state.clock.after(SWEEP_MS, () => {
      for (const id of attempted.keys()) if (!underWay.has(id)) attempted.delete(id);
      look();
      sweepLater();
    });
  };

  await board.open(look);
  sweepLater();
  return {
    async drain() {
      draining = true;
      cancelSweep();
      await board.close();
      await Promise.all(underWay.values());
    },
  };
}
