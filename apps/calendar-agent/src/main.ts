/** The calendar agent: holds people's time, and knows their commitments from imported calendars. */

import { runWorkerAgent } from "@holdfast/agent-runtime";
import { READ_CALENDAR } from "@holdfast/scheduling";
import { readCalendarTask } from "./read-calendar.ts";
import { calendarAgentRole } from "./role.ts";
import { ROLE, servedSagas } from "./served-sagas.ts";

await runWorkerAgent({
  role: calendarAgentRole,
  sagas: servedSagas,
  queues: { [ROLE]: { [READ_CALENDAR]: readCalendarTask } },
});
