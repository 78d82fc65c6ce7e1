/**
 * `/api/agents`: who works here. The supervisor keeps a document about each process that it
 * started; each agent announces itself. An agent that was started by hand is only announced.
 */

import { type agentOut, agentsOut, asOfQuery } from "@holdfast/api";
import {
  keyspace,
  listDocuments,
  type Presence,
  readDocument,
  type Snapshot,
} from "@holdfast/shared-state";
import { z } from "zod";
import { type App, type Gateway, otherwiseProblem } from "./app.ts";
import type { View } from "./as-of.ts";
import { readDurably } from "./durably.ts";
import { toInstantOut } from "./instants.ts";

export const AGENTS = "agents";
export const AGENT_FIGURES = "agent-figures";
const FIGURES_OF_ALL = "all";
export const EXPECTED_ROLES = ["room-agent", "calendar-agent", "notification-agent"] as const;
export type AgentRole = (typeof EXPECTED_ROLES)[number];

/** What the supervisor writes. Read with forbearance: it may know more than we do. */
export const agentRecord = z.object({
  name: z.string(),
  role: z.string(),
  state: z.string(),
  pid: z.number().nullish(),
  restarts: z.number().nullish(),
  startedAt: z.number().nullish(),
  memoryMb: z.number().nullish(),
  rssBytes: z.number().nullish(),
  downReason: z.string().nullish(),
});

export type AgentRecord = z.infer<typeof agentRecord>;

/** What the processes have said of themselves, by their names: told every few seconds at the most. */
const agentFigures = z.object({
  mainLagMs: z.number().optional(),
  rssBytes: z.number().nullish(),
  cpuPercent: z.number().optional().describe("Of the last second: 100 is one processor"),
  longestWriteMs: z.number().optional().describe("The longest that it has held the write lock"),
  tasksUnderWay: z.number().optional().describe("Tasks that it is at"),
  tasksBegun: z.number().optional(),
});
const figuresOfAll = z.record(
  z.string(),
  agentFigures.extend({ pid: z.number(), lastBeatAt: z.number() }),
);
type FiguresOfAll = z.infer<typeof figuresOfAll>;

export type AgentOut = z.infer<typeof agentOut>;

export function addAgentRoutes(app: App, gateway: Gateway): void {
  app.get(
    "/api/agents",
    {
      schema: {
        ...{ tags: ["agents"], querystring: z.strictObject(asOfQuery) },
        response: { 200: agentsOut, ...otherwiseProblem },
      },
    },
    async (_request, reply) => ({
      agents: await readDurably(gateway, reply, readAgents),
    }),
  );
}

export async function readAgents(
  snapshot: Snapshot,
  { now }: Pick<View, "now">,
): Promise<AgentOut[]> {
  const supervised = await listDocuments<unknown>(snapshot, AGENTS);
  const told = await readDocument<unknown>(snapshot, AGENT_FIGURES, FIGURES_OF_ALL);
  const { data: figures = {} } = figuresOfAll.safeParse(told?.value);
  const entries = await snapshot.range<Presence>({ prefix: keyspace.presences() });
  const present = new Map(entries.map(({ value }) => [value.actor, value]));
  const agents = supervised.flatMap(({ value }): AgentOut[] => {
    const { success, data: record } = agentRecord.safeParse(value);
    if (!success) return [];
    const { startedAt, ...rest } = record;
    const here = present.delete(record.name);
    const since = typeof startedAt === "number" ? { startedAt: toInstantOut(startedAt) } : {};
    return [{ ...rest, ...figuresOut(figures, record, now), ...since, present: here }];
  });
  const byHand = [...present.values()].map(({ actor, role, pid, since }) => ({
    ...{ name: actor, role, pid, state: "running" },
    ...{ startedAt: toInstantOut(since), present: true },
  }));
  return [...agents, ...byHand].sort((a, b) => a.name.localeCompare(b.name, "en"));
}

/** None of a process that has been replaced since. */
function figuresOut(figures: FiguresOfAll, { name, pid }: AgentRecord, now: number) {
  const { pid: measured, lastBeatAt = 0, tasksBegun, ...rest } = figures[name] ?? {};
  if (measured === undefined || measured !== pid) return {};
  const lastBeatMsAgo = Math.max(0, Math.round(now - lastBeatAt));
  return { ...rest, ...(tasksBegun !== undefined && { tasksClaimed: tasksBegun }), lastBeatMsAgo };
}

/** Roles of which nobody works, or is about to. */
export function missingRoles(agents: readonly AgentOut[]): AgentRole[] {
  const works = ({ state, present }: AgentOut) => present || state === "running";
  return EXPECTED_ROLES.filter((role) => !agents.some((each) => each.role === role && works(each)));
}
