/** What the calendar agent may write: people's time, and what it has read in their calendars. */

import { workerRole } from "@holdfast/agent-runtime";
import { CALENDAR_STATUS, COMMITMENTS } from "@holdfast/scheduling";
import { diaryWrites, keyspace } from "@holdfast/shared-state";
import { ROLE, servedSagas } from "./served-sagas.ts";

export const calendarAgentRole = workerRole(ROLE, {
  sagas: servedSagas,
  writes: [
    keyspace.holds(),
    diaryWrites("person/"),
    keyspace.documents(COMMITMENTS),
    keyspace.documents(CALENDAR_STATUS),
  ],
});
