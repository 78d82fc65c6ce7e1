/** The calendar agent: holds people's time, and knows their commitments from imported calendars. */

import { runWorkerAgent } from "@holdfast/agent-runtime";
import { READ_CALENDAR } from "@holdfast/scheduling";
import { readCalendarTask } from "./read-calendar.ts";
import { ROLE, servedSagas } from "./served-sagas.ts";

await runWorkerAgent({
  role: ROLE,
  sagas: servedSagas,
  queues: { [ROLE]: { [READ_CALENDAR]: readCalendarTask } },
});
