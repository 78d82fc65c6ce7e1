/** Step `invite` of a booking: one invitation is enqueued for everybody, in the step's own commit. */

import { type BookMeetingInput, enqueueMails, getMeeting } from "@holdfast/scheduling";
import { granted, type StepHandler } from "@holdfast/shared-state";

export const invite: StepHandler<BookMeetingInput> = {
  perform(tx, { input, saga, now }) {
    const { meeting } = getMeeting(tx, input.meeting);
    if (!meeting) throw new Error(`Meeting ${input.meeting} has not been booked.`);
    const mail = { meetingId: input.meeting, method: "REQUEST", meeting } as const;
    enqueueMails(tx, mail, { now, correlation: saga.id });
    return granted({});
  },
};
