/**
 * An agent that the supervisor has given up on is *down*. What needs it is refused at once, with its
 * name, instead of waiting for somebody who will not come.
 *
 * Every booking asks, and the supervisor's table hardly ever changes: so it is read once, and then
 * followed by the feed. When it cannot be followed any more, whoever asks next reads it anew.
 */

import { type Changes, keyspace, type SharedState, toDocument } from "@holdfast/shared-state";
import { AGENTS, type AgentRecord, type AgentRole, agentRecord } from "./agents.ts";
import { Problem } from "./problems.ts";

/** A down agent comes back when a person restarts it. */
const RETRY_AFTER_SECONDS = 30;

type Table = Map<string, AgentRecord>;

export class AgentsDown {
  readonly #state: SharedState;
  readonly #closing: AbortSignal;
  #table: Promise<Table> | undefined;

  constructor(state: SharedState, closing: AbortSignal) {
    this.#state = state;
    this.#closing = closing;
  }

  /**
   * Refuses only when the supervisor has given up on each agent of a role: one that is being
   * restarted will do the work in a moment, and about one that was started by hand nobody knows.
   * @throws Problem `agent-down`
   */
  async refuse(roles: readonly AgentRole[]): Promise<void> {
    this.#table ??= this.#readAndFollow();
    const table = [...(await this.#table).values()];
    for (const role of roles) {
      const ofRole = table.filter((agent) => agent.role === role);
      if (ofRole.length === 0 || ofRole.some((agent) => agent.state !== "down")) continue;
      const reason = ofRole[0]?.downReason;
      throw new Problem("agent-down", {
        detail: `The ${role} is down. ${reason ? `${reason} ` : ""}Nothing has been changed.`,
        members: { agent: role },
        headers: { "Retry-After": String(RETRY_AFTER_SECONDS) },
      });
    }
  }

  async #readAndFollow(): Promise<Table> {
    const prefix = keyspace.documents(AGENTS);
    const table: Table = new Map();
    try {
      const after = await this.#state.read(async (snapshot) => {
        for (const { key, value } of await snapshot.range({ prefix })) note(table, key[2], value);
        return snapshot.revision;
      });
      void this.#follow(table, this.#state.engine.changes({ prefix, after }));
      return table;
    } catch (error) {
      this.#table = undefined;
      throw error;
    }
  }

  /** Never rejects. */
  async #follow(table: Table, feed: Changes): Promise<void> {
    const stop = () => feed.close();
    this.#closing.addEventListener("abort", stop);
    if (this.#closing.aborted) stop();
    try {
      for await (const told of feed) {
        if (told.kind === "gap") break;
        for (const { key, value } of told.changes) note(table, key[2], value);
      }
    } catch {
      // The store failed. Reading it anew will say so to whoever has to know.
    } finally {
      this.#table = undefined;
      this.#closing.removeEventListener("abort", stop);
    }
  }
}

function note(table: Table, name: unknown, stored: unknown): void {
  const document = toDocument<unknown>(String(name), stored);
  const { data: record } = agentRecord.safeParse(document?.value);
  if (record) table.set(String(name), record);
  else table.delete(String(name));
}
