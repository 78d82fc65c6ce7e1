import type { Task } from "@holdfast/api";
import { expect, test } from "vitest";
import { groupByQueue, type TaskState } from "./queues.ts";

function task(queue: string, state: TaskState, enqueuedAt: string): Task {
  const counted = { priority: 0, failures: 0, attemptsMax: 8 };
  return { ...counted, queue, id: enqueuedAt, kind: "send-mail", state, enqueuedAt };
}

test("tasks are counted by state, in queues by name", () => {
  const queues = groupByQueue([
    task("mail", "waiting", "2026-11-21T10:00:02Z"),
    task("mail", "claimed", "2026-11-21T10:00:01Z"),
    task("mail", "delayed", "2026-11-21T09:00:00Z"),
    task("calendar-agent", "delayed", "2026-11-21T08:00:00Z"),
  ]);
  expect(queues.map(({ name }) => name)).toEqual(["calendar-agent", "mail"]);
  expect(queues[1]?.counts).toEqual({ claimed: 1, available: 0, waiting: 1, delayed: 1 });
});

test("what is for later is not what has waited longest", () => {
  const [queue] = groupByQueue([
    task("mail", "waiting", "2026-11-21T10:00:02Z"),
    task("mail", "delayed", "2026-11-21T09:00:00Z"),
  ]);
  expect(queue?.oldestAt).toBe("2026-11-21T10:00:02Z");
  expect(groupByQueue([task("a", "delayed", "2026-11-21T09:00:00Z")])[0]?.oldestAt).toBeUndefined();
});
