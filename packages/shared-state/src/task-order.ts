/**
 * Which task is next: the higher priority, then the older, then the smaller id. No two tasks of a
 * queue are equal in it, so that everybody sees them in the same order. Lanes keep their own order
 * whatever the priorities are: who waits in a lane is not available yet.
 */

import type { Task } from "./tasks.ts";

export const PRIORITY_USUAL = 0;

/** For sorting: negative when `a` comes first. */
export function compareTasks(a: Task, b: Task): number {
  const byPriority = (b.priority ?? PRIORITY_USUAL) - (a.priority ?? PRIORITY_USUAL);
  if (byPriority !== 0) return byPriority;
  if (a.enqueuedAt !== b.enqueuedAt) return a.enqueuedAt - b.enqueuedAt;
  if (a.id === b.id) return 0;
  return a.id < b.id ? -1 : 1;
}
