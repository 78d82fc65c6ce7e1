/** Cancelling a meeting that stands: free the room and the people in one commit, then tell them. */

import { afterPivot, defineSaga, pivot } from "@holdfast/shared-state";
import { BOOKING_DEADLINE_MS } from "./timing.ts";

export interface CancelMeetingInput {
  readonly meeting: string;
  readonly reason: string;
}

export const cancelMeeting = defineSaga(
  "cancel-meeting",
  { version: 1, deadlineMs: BOOKING_DEADLINE_MS },
  [
    pivot("free-slots", { by: "room-agent" }),
    afterPivot("send-cancellations", { by: "notification-agent" }),
  ],
);
