/** Step `invite` of a booking: one invitation is enqueued for everybody, in the step's own commit. */
import { enqueueMails, getMeeting } from "@holdfast/scheduling";
import { granted } from "@holdfast/shared-state";
export const invite = {
  perform(tx, { input, now }) {
    const { meeting } = getMeeting(tx, input.meeting);
    if (!meeting) throw new Error(`Meeting ${input.meeting} has not been booked.`);
    enqueueMails(tx, { meetingId: input.meeting, method: "REQUEST", meeting }, now);
    return granted({});
  },
};
//# sourceMappingURL=invite.js.map
