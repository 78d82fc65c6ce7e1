/**
 * The room agent: holds rooms, does the pivots, in which room and people are confirmed together, and
 * closes rooms.
 */

import { runWorkerAgent } from "@holdfast/agent-runtime";
import { CLOSE_ROOM, CLOSURE_QUEUE } from "@holdfast/scheduling";
import { closeRoomTask } from "./close-room.ts";
import { otherGuarantees } from "./guarantees.ts";
import { roomAgentRole } from "./role.ts";
import { servedSagas } from "./served-sagas.ts";

await runWorkerAgent({
  role: roomAgentRole,
  sagas: servedSagas,
  otherwise: otherGuarantees,
  queues: { [CLOSURE_QUEUE]: { [CLOSE_ROOM]: closeRoomTask } },
});
