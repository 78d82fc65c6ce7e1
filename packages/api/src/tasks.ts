/** `/api/tasks`: what there is to do, who is at it, and how far they have come. */

import { z } from "zod";
import { instantOut } from "./instants.ts";
import { asOfQuery } from "./moments.ts";
import type { Told } from "./told.ts";

const LISTED_MAX = 500;

const STATES = ["available", "claimed", "delayed", "waiting"] as const;

export const tasksQuery = z.strictObject({
  queue: z.string().min(1).max(64).optional(),
  state: z.enum(STATES).optional(),
  limit: z.coerce.number().int().min(1).max(LISTED_MAX).default(LISTED_MAX),
  ...asOfQuery,
});

const taskRefOut = { queue: z.string(), id: z.string(), kind: z.string() };

export const taskOut = z.object({
  ...taskRefOut,
  state: z.enum(STATES).describe("waiting: for its turn in its lane"),
  priority: z.number().describe("The higher, the sooner"),
  enqueuedAt: instantOut,
  failures: z.int(),
  attemptsMax: z.int(),
  lane: z.string().optional(),
  worker: z.string().optional().describe("Who has claimed it"),
  until: instantOut
    .optional()
    .describe("When its claim lapses, unless it is renewed, or its delay ends; not of the past"),
  progress: z
    .object({
      done: z.number().optional(),
      total: z.number().optional(),
      note: z.string().optional(),
    })
    .optional(),
  payload: z.unknown().optional().describe("For an admin only"),
  lastError: z.string().optional().describe("For an admin only"),
});

export const tasksOut = z.object({
  tasks: z.array(taskOut).describe("By queue, then in the order in which they will be done"),
  total: z.int().describe("So many there are, also beyond the limit"),
});

export const completedTaskOut = z.object({
  ...taskRefOut,
  state: z.literal("completed"),
  by: z.string(),
  completedAt: instantOut,
  artifacts: z.array(z.string()),
});

export type Task = Told<typeof taskOut>;
export type Tasks = Told<typeof tasksOut>;
export type CompletedTask = Told<typeof completedTaskOut>;
