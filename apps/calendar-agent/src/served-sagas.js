/** Which steps the calendar agent does: it holds people's time. */
import { serve } from "@holdfast/agent-runtime";
import { bookMeeting, cancelMeeting, moveMeeting } from "@holdfast/scheduling";
import { holdCalendars } from "./hold-calendars.js";
export const ROLE = "calendar-agent";
export const servedSagas = [
  serve(bookMeeting, ROLE, { "hold-calendars": holdCalendars }),
  serve(moveMeeting, ROLE, { "hold-calendars": holdCalendars }),
  // No step of its own: it knows the definition so that it can serve its deadline.
  serve(cancelMeeting, ROLE, {}),
];
//# sourceMappingURL=served-sagas.js.map
