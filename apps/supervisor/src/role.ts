/** What the supervisor may write: its table of children, and nothing that anybody's work depends on. */

import { defineRole, keyspace } from "@holdfast/shared-state";
import { AGENTS } from "./status.ts";

export const supervisorRole = defineRole("supervisor", { writes: [keyspace.documents(AGENTS)] });
