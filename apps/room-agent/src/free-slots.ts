/** Pivot `free-slots` of a cancellation: room and people are free again, and the meeting is cancelled. */

import {
  type CancelMeetingInput,
  freeBookings,
  getMeeting,
  type MeetingEvent,
  meetingStream,
} from "@holdfast/scheduling";
import { appendEvents, granted, refused, type StepHandler } from "@holdfast/shared-state";

export const freeSlots: StepHandler<CancelMeetingInput> = {
  perform(tx, { input, saga, now }) {
    const { meeting } = getMeeting(tx, input.meeting);
    if (meeting?.status !== "standing") return refused("meeting-not-standing");
    freeBookings(tx, input.meeting, meeting);
    const cancelled: MeetingEvent = { type: "cancelled", data: { reason: input.reason } };
    appendEvents(tx, meetingStream(input.meeting), [cancelled], { now, by: saga.startedBy });
    return granted({});
  },
};
