/**
 * Step `send-updates` of a move: a new invitation for everybody who is invited now, and a cancellation
 * for those who no longer are. The cancellation speaks of the meeting as they knew it, before the
 * move: when and where the others meet is none of their business any more.
 */
import { enqueueMails, meetingFold, meetingStream } from "@holdfast/scheduling";
import { foldStream, granted } from "@holdfast/shared-state";
export const sendUpdates = {
  perform(tx, { input, results, now }) {
    const meetingId = input.meeting;
    const { before, meeting } = foldStream(tx, meetingStream(meetingId), lastMove).state;
    if (!before || !meeting) throw new Error(`Meeting ${meetingId} has not been moved.`);
    enqueueMails(tx, { meetingId, method: "REQUEST", meeting }, now);
    const { uninvited } = results.exchange;
    const left = { ...before, sequence: meeting.sequence };
    enqueueMails(tx, { meetingId, method: "CANCEL", meeting: left }, now, uninvited);
    return granted({});
  },
};
/** The meeting as it is, and as it was before it was moved last. */
const lastMove = {
  initial: () => ({ before: undefined, meeting: meetingFold.initial() }),
  evolve: ({ before, meeting }, event) => ({
    before: event.type === "moved" ? meeting : before,
    meeting: meetingFold.evolve(meeting, event),
  }),
};
//# sourceMappingURL=send-updates.js.map
