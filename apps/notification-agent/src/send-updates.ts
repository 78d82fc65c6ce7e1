/**
 * Step `send-updates` of a move: a new invitation for everybody who is invited now, and a cancellation
 * for those who no longer are. The cancellation speaks of the meeting as they knew it, before the
 * move: when and where the others meet is none of their business any more.
 */

import {
  type Exchanged,
  enqueueMails,
  type MeetingEvent,
  type MeetingState,
  type MoveMeetingInput,
  meetingFold,
  meetingStream,
} from "@holdfast/scheduling";
import { type Fold, foldStream, granted, type StepHandler } from "@holdfast/shared-state";

export const sendUpdates: StepHandler<MoveMeetingInput> = {
  perform(tx, { input, saga, results, now }) {
    const meetingId = input.meeting;
    const { before, meeting } = foldStream(tx, meetingStream(meetingId), lastMove).state;
    if (!before || !meeting) throw new Error(`Meeting ${meetingId} has not been moved.`);
    const decision = { now, correlation: saga.id };
    enqueueMails(tx, { meetingId, method: "REQUEST", meeting }, decision);
    const { uninvited } = results.exchange as Exchanged;
    const left = { ...before, sequence: meeting.sequence };
    enqueueMails(tx, { meetingId, method: "CANCEL", meeting: left }, decision, uninvited);
    return granted({});
  },
};

/** The meeting as it is, and as it was before it was moved last. */
const lastMove: Fold<{ before: MeetingState; meeting: MeetingState }, MeetingEvent> = {
  initial: () => ({ before: undefined, meeting: meetingFold.initial() }),
  evolve: ({ before, meeting }, event) => ({
    before: event.type === "moved" ? meeting : before,
    meeting: meetingFold.evolve(meeting, event),
  }),
};
