/** What the room agent may write. In a pivot it confirms rooms and people together. */

import { workerRole } from "@holdfast/agent-runtime";
import { CLOSURE_QUEUE, closuresOf, MEETING_SAGAS, meetingStream } from "@holdfast/scheduling";
import { diaryWrites, keyspace } from "@holdfast/shared-state";
import { ROLE, servedSagas } from "./served-sagas.ts";

export const roomAgentRole = workerRole(ROLE, {
  sagas: servedSagas,
  queues: [CLOSURE_QUEUE],
  writes: [
    ["document", { startsWith: closuresOf("") }],
    keyspace.documents(MEETING_SAGAS),
    keyspace.holds(),
    keyspace.locks(),
    diaryWrites("room/"),
    diaryWrites("person/"),
    keyspace.streams(meetingStream("").category),
  ],
});
