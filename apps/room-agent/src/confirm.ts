/**
 * Pivot `confirm` of a booking: room and people become bookings and the meeting comes to be, in one
 * commit. If any hold has lapsed, nothing of it happens and the saga compensates.
 */

import {
  type BookMeetingInput,
  confirmHolds,
  heldBySaga,
  lapsedHold,
  type MeetingEvent,
  meetingStream,
} from "@holdfast/scheduling";
import {
  appendEvents,
  failpoint,
  granted,
  refused,
  type StepHandler,
} from "@holdfast/shared-state";

export const confirm: StepHandler<BookMeetingInput> = {
  perform(tx, context) {
    const { input, saga, now } = context;
    const { room, all } = heldBySaga(context);
    const lapsed = lapsedHold(tx, all);
    if (lapsed !== undefined) return refused("hold-lapsed", { detail: { hold: lapsed } });

    failpoint("confirm.after-check");
    const { title, description, organizer, start, end, zone, required, optional } = input;
    const booked: MeetingEvent = {
      type: "booked",
      data: {
        ...{ title, description, organizer, room: room.room },
        ...{ start, end, zone, required, optional },
      },
    };
    const stream = meetingStream(input.meeting);
    const appended = appendEvents(tx, stream, [booked], { ifPosition: 0, now, by: saga.startedBy });
    if (!appended.ok) return refused("meeting-exists");
    confirmHolds(tx, all, input.meeting);
    return granted({ result: { position: appended.position } });
  },
};
