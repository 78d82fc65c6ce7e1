/** `/api/agents`: who works here. */

import { z } from "zod";
import { instantOut } from "./instants.ts";
import type { Told } from "./told.ts";

export const agentOut = z.object({
  name: z.string(),
  role: z.string(),
  state: z.string(),
  pid: z.number().nullish(),
  restarts: z.number().nullish(),
  startedAt: instantOut.nullish(),
  /** Its limit. */
  memoryMb: z.number().nullish(),
  rssBytes: z.number().nullish(),
  downReason: z.string().nullish(),
  mainLagMs: z.number().optional(),
  cpuPercent: z.number().optional().describe("Of the last second: 100 is one processor"),
  longestWriteMs: z.number().optional().describe("The longest that it has held the write lock"),
  tasksUnderWay: z.number().optional().describe("Tasks that it is at"),
  tasksClaimed: z.number().optional().describe("Tasks that it has begun since its start"),
  lastBeatMsAgo: z.number().optional().describe("When it was last heard of, before this reply"),
  /** It has announced itself in the shared state, and has renewed that lately. */
  present: z.boolean(),
});

export const agentsOut = z.object({ agents: z.array(agentOut) });

export type Agent = Told<typeof agentOut>;
export type Agents = Told<typeof agentsOut>;
