/** The room agent: holds rooms, and does the pivots, in which room and people are confirmed together. */

import { runWorkerAgent } from "@holdfast/agent-runtime";
import { ROLE, servedSagas } from "./served-sagas.ts";

await runWorkerAgent({ role: ROLE, sagas: servedSagas });
