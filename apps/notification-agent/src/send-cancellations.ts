/** Step `send-cancellations` of a cancellation: everybody who was invited learns of it. */

import { type CancelMeetingInput, enqueueMails, getMeeting } from "@holdfast/scheduling";
import { granted, type StepHandler } from "@holdfast/shared-state";

export const sendCancellations: StepHandler<CancelMeetingInput> = {
  perform(tx, { input, saga, now }) {
    const { meeting } = getMeeting(tx, input.meeting);
    if (meeting?.status !== "cancelled") {
      throw new Error(`Meeting ${input.meeting} has not been cancelled.`);
    }
    const { meeting: meetingId, reason } = input;
    const mail = { meetingId, method: "CANCEL", meeting, reason } as const;
    enqueueMails(tx, mail, { now, correlation: saga.id });
    return granted({});
  },
};
