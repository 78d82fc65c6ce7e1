/** The tasks, by queue: how many in which state, and since when the oldest has been there. */

import type { Task } from "@holdfast/api";

export type TaskState = Task["state"];

export const TASK_STATES: readonly TaskState[] = ["claimed", "available", "waiting", "delayed"];

export const TASK_WORDS: Readonly<Record<TaskState, string>> = {
  claimed: "at work",
  available: "ready",
  waiting: "waiting for their turn",
  delayed: "for later",
};

export interface Queue {
  readonly name: string;
  readonly tasks: readonly Task[];
  readonly counts: Readonly<Record<TaskState, number>>;
  /** When the oldest was enqueued of those that are not for later. */
  readonly oldestAt: string | undefined;
}

export function groupByQueue(tasks: readonly Task[]): Queue[] {
  const names = [...new Set(tasks.map(({ queue }) => queue))];
  return names
    .sort((a, b) => a.localeCompare(b, "en"))
    .map((name) => {
      const own = tasks.filter(({ queue }) => queue === name);
      return { name, tasks: own, counts: count(own), oldestAt: oldest(own) };
    });
}

function count(tasks: readonly Task[]): Record<TaskState, number> {
  const counts = { claimed: 0, available: 0, waiting: 0, delayed: 0 };
  for (const { state } of tasks) counts[state] += 1;
  return counts;
}

function oldest(tasks: readonly Task[]): string | undefined {
  const due = tasks.filter(({ state }) => state !== "delayed");
  return due.map(({ enqueuedAt }) => enqueuedAt).sort()[0];
}
