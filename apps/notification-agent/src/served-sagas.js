/** Which steps the notification agent does: after each pivot, it decides which mails are due. */
import { serve } from "@holdfast/agent-runtime";
import { bookMeeting, cancelMeeting, moveMeeting } from "@holdfast/scheduling";
import { invite } from "./invite.js";
import { sendCancellations } from "./send-cancellations.js";
import { sendUpdates } from "./send-updates.js";
export const ROLE = "notification-agent";
export const servedSagas = [
  serve(bookMeeting, ROLE, { invite }),
  serve(moveMeeting, ROLE, { "send-updates": sendUpdates }),
  serve(cancelMeeting, ROLE, { "send-cancellations": sendCancellations }),
];
//# sourceMappingURL=served-sagas.js.map
