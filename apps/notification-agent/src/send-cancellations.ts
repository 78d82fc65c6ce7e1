/** Step `send-cancellations` of a cancellation: everybody who was invited learns of it. */

import { type CancelMeetingInput, enqueueMails, getMeeting } from "@holdfast/scheduling";
import { granted, type StepHandler } from "@holdfast/shared-state";

export const sendCancellations: StepHandler<CancelMeetingInput> = {
  perform(tx, { input, now }) {
    const { meeting } = getMeeting(tx, input.meeting);
    if (meeting?.status !== "cancelled") {
      throw new Error(`Meeting ${input.meeting} has not been cancelled.`);
    }
    const { meeting: meetingId, reason } = input;
    enqueueMails(tx, { meetingId, method: "CANCEL", meeting, reason }, now);
    return granted({});
  },
};
