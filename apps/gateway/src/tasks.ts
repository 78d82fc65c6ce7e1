/**
 * `/api/tasks`: what there is to do, who is at it, and how far they have come.
 *
 * A payload may say more about people than everybody should read, and so may an error: only an admin
 * sees those. Names of artifacts are told, their values are not.
 */

import { asOfQuery, completedTaskOut, taskOut, tasksOut, tasksQuery } from "@holdfast/api";
import {
  keyspace,
  PRIORITY_USUAL,
  readTask,
  readTasks,
  type TaskResult,
  type TaskStatus,
} from "@holdfast/shared-state";
import { z } from "zod";
import { mayAct } from "./access.ts";
import { type App, type Gateway, otherwiseProblem } from "./app.ts";
import type { View } from "./as-of.ts";
import { accessOf } from "./authentication.ts";
import { readDurably } from "./durably.ts";
import { toInstantOut } from "./instants.ts";
import { notFound } from "./problems.ts";

const config = { needs: "member" } as const;
const tags = ["tasks"];

export function addTaskRoutes(app: App, gateway: Gateway): void {
  app.get(
    "/api/tasks",
    {
      config,
      schema: { tags, querystring: tasksQuery, response: { 200: tasksOut, ...otherwiseProblem } },
    },
    async (request, reply) => {
      const { queue, state, limit } = request.query;
      const seesAll = mayAct(accessOf(request), "admin");
      return readDurably(gateway, reply, async (snapshot, view) => {
        const all = await readTasks(snapshot, queue);
        const wanted = all.filter((status) => state === undefined || status.state === state);
        const tasks = wanted.slice(0, limit).map((status) => toTaskOut(status, view, seesAll));
        return { tasks, total: wanted.length };
      });
    },
  );

  const params = z.object({ queue: z.string().min(1).max(64), id: z.string().min(1).max(300) });
  const oneQuery = z.strictObject(asOfQuery);
  const response = { 200: z.union([taskOut, completedTaskOut]), ...otherwiseProblem };
  app.get(
    "/api/tasks/:queue/:id",
    { config, schema: { tags, params, querystring: oneQuery, response } },
    async (request, reply) => {
      const seesAll = mayAct(accessOf(request), "admin");
      return readDurably(gateway, reply, async (snapshot, view) => {
        const status = await readTask(snapshot, request.params);
        if (status) return toTaskOut(status, view, seesAll);
        const { queue, id } = request.params;
        const result = await snapshot.get<TaskResult>(keyspace.taskResult(queue, id));
        if (result) return toCompletedOut(result);
        throw notFound("task", id);
      });
    },
  );
}

function toTaskOut(
  status: TaskStatus,
  { now, isPast }: View,
  seesAll: boolean,
): z.infer<typeof taskOut> {
  const { task, state } = status;
  const { queue, id, kind, priority = PRIORITY_USUAL, enqueuedAt } = task;
  const { failures, attemptsMax, lane, payload, lastError } = task;
  const until =
    "leftMs" in status && !isPast ? { until: toInstantOut(now + Math.ceil(status.leftMs)) } : {};
  const { worker, progress } = state === "claimed" ? status : {};
  return {
    ...{ queue, id, kind, state, priority, failures, attemptsMax },
    enqueuedAt: toInstantOut(enqueuedAt),
    ...(lane === undefined ? {} : { lane }),
    ...(worker === undefined ? {} : { worker }),
    ...(progress === undefined ? {} : { progress }),
    ...until,
    ...(seesAll ? { payload } : {}),
    ...(seesAll && lastError !== undefined ? { lastError } : {}),
  };
}

function toCompletedOut({
  queue,
  id,
  kind,
  by,
  completedAt,
  artifacts,
}: TaskResult): z.infer<typeof completedTaskOut> {
  return {
    ...{ queue, id, kind, state: "completed", by, artifacts: [...artifacts] },
    completedAt: toInstantOut(completedAt),
  };
}
