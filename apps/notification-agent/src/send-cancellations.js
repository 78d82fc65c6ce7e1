/** Step `send-cancellations` of a cancellation: everybody who was invited learns of it. */
import { enqueueMails, getMeeting } from "@holdfast/scheduling";
import { granted } from "@holdfast/shared-state";
export const sendCancellations = {
  perform(tx, { input, now }) {
    const { meeting } = getMeeting(tx, input.meeting);
    if (meeting?.status !== "cancelled") {
      throw new Error(`Meeting ${input.meeting} has not been cancelled.`);
    }
    enqueueMails(tx, { meetingId: input.meeting, method: "CANCEL", meeting }, now);
    return granted({});
  },
};
//# sourceMappingURL=send-cancellations.js.map
