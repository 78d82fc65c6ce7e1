/**
 * Who is who: joins the actors of journals (`room-agent/1`) with the processes that they were.
 *
 * A restarted agent keeps its name and gets another process. So each look at /api/agents is
 * remembered, and an actor at a moment is the process that had started last by then.
 */

import type { Agent } from "@holdfast/api";
import { listAgents } from "../api.ts";
import type { Gateway } from "../http.ts";

interface Incarnation {
  readonly pid: number;
  readonly startedAt: number;
}

export class Cast {
  readonly #gateway: Gateway;
  readonly #incarnations = new Map<string, Incarnation[]>();

  constructor(gateway: Gateway) {
    this.#gateway = gateway;
  }

  async look(): Promise<readonly Agent[]> {
    const agents = await listAgents(this.#gateway);
    for (const agent of agents) this.#remember(agent);
    return agents;
  }

  /** Undefined for whoever is no process, as a person. */
  pidOf(actor: string, at: number): number | undefined {
    const known = this.#incarnations.get(actor) ?? [];
    return known.findLast(({ startedAt }) => startedAt <= at)?.pid;
  }

  #remember({ name, pid, startedAt }: Agent): void {
    if (!pid || !startedAt) return;
    const incarnation = { pid, startedAt: Date.parse(startedAt) };
    const known = this.#incarnations.get(name) ?? [];
    if (known.some((each) => each.startedAt === incarnation.startedAt)) return;
    const all = [...known, incarnation].sort((a, b) => a.startedAt - b.startedAt);
    this.#incarnations.set(name, all);
  }
}
