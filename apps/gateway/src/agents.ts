/**
 * `/api/agents`: who works here. The supervisor keeps a document about each process that it
 * started; each agent announces itself. An agent that was started by hand is only announced.
 *
 * An agent that the supervisor has given up on is *down*. What needs it is refused at once, with
 * its name, instead of waiting for somebody who will not come.
 */

import { keyspace, type Presence, type Snapshot } from "@holdfast/shared-state";
import { z } from "zod";
import { type App, type Gateway, otherwiseProblem } from "./app.ts";
import { readDurably } from "./durably.ts";
import { instantOut, toInstantOut } from "./instants.ts";
import { Problem } from "./problems.ts";
import { listDocuments } from "./stored-documents.ts";

export const AGENTS = "agents";
export const EXPECTED_ROLES = ["room-agent", "calendar-agent", "notification-agent"] as const;
export type AgentRole = (typeof EXPECTED_ROLES)[number];

/** A down agent comes back when a person restarts it. */
const RETRY_AFTER_SECONDS = 30;

/** What the supervisor writes. Read with forbearance: it may know more than we do. */
export const agentRecord = z.object({
  name: z.string(),
  role: z.string(),
  state: z.string(),
  pid: z.number().nullish(),
  restarts: z.number().nullish(),
  startedAt: z.number().nullish(),
  lastBeatMsAgo: z.number().nullish(),
  mainLagMs: z.number().nullish(),
  memoryMb: z.number().nullish(),
  rssBytes: z.number().nullish(),
  downReason: z.string().nullish(),
});

const agentOut = agentRecord.extend({
  startedAt: instantOut.nullish(),
  /** It has announced itself in the shared state, and has renewed that lately. */
  present: z.boolean(),
});

export type AgentOut = z.infer<typeof agentOut>;

const agentsOut = z.object({ agents: z.array(agentOut) });

export function addAgentRoutes(app: App, gateway: Gateway): void {
  app.get(
    "/api/agents",
    { schema: { tags: ["agents"], response: { 200: agentsOut, ...otherwiseProblem } } },
    async (_request, reply) => ({ agents: await readDurably(gateway, reply, readAgents) }),
  );
}

export async function readAgents(snapshot: Snapshot): Promise<AgentOut[]> {
  const supervised = await listDocuments<unknown>(snapshot, AGENTS);
  const entries = await snapshot.range<Presence>({ prefix: keyspace.presences() });
  const present = new Map(entries.map(({ value }) => [value.actor, value]));
  const agents = supervised.flatMap(({ value }): AgentOut[] => {
    const { success, data: record } = agentRecord.safeParse(value);
    if (!success) return [];
    const { startedAt, ...rest } = record;
    const here = present.delete(record.name);
    const since = typeof startedAt === "number" ? { startedAt: toInstantOut(startedAt) } : {};
    return [{ ...rest, ...since, present: here }];
  });
  const byHand = [...present.values()].map(({ actor, role, pid, since }) => ({
    ...{ name: actor, role, pid, state: "running" },
    ...{ startedAt: toInstantOut(since), present: true },
  }));
  return [...agents, ...byHand].sort((a, b) => a.name.localeCompare(b.name, "en"));
}

/** Roles of which nobody works, or is about to. */
export function missingRoles(agents: readonly AgentOut[]): AgentRole[] {
  const works = ({ state, present }: AgentOut) => present || state === "running";
  return EXPECTED_ROLES.filter((role) => !agents.some((each) => each.role === role && works(each)));
}

/**
 * Refused only when the supervisor has given up on each agent of a role: one that is being
 * restarted will do the work in a moment, and about one that was started by hand nobody knows.
 * @throws Problem `agent-down`
 */
export async function requireAgents(
  { state }: Gateway,
  roles: readonly AgentRole[],
): Promise<void> {
  const agents = await state.read(readAgents);
  for (const role of roles) {
    const ofRole = agents.filter((agent) => agent.role === role);
    if (ofRole.length === 0 || ofRole.some((agent) => agent.state !== "down")) continue;
    const reason = ofRole[0]?.downReason;
    throw new Problem("agent-down", {
      detail: `The ${role} is down. ${reason ? `${reason} ` : ""}Nothing has been changed.`,
      members: { agent: role },
      headers: { "Retry-After": String(RETRY_AFTER_SECONDS) },
    });
  }
}
