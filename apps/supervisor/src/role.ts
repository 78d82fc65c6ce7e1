/** What the supervisor may write: what it says of itself, and nothing that anybody's work depends on. */

import { BREAKING, ORDER_OUTCOMES } from "@holdfast/agent-runtime/process";
import { defineRole, keyspace } from "@holdfast/shared-state";
import { AGENT_FIGURES, AGENTS } from "./status.ts";

const COLLECTIONS = [AGENTS, AGENT_FIGURES, BREAKING, ORDER_OUTCOMES];

export const supervisorRole = defineRole("supervisor", {
  writes: COLLECTIONS.map(keyspace.documents),
});
