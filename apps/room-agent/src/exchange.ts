/**
 * Pivot `exchange` of a move: the new slots are confirmed and the old ones freed in one commit, so
 * that there is no moment at which the meeting has neither, or both.
 */

import {
  confirmHolds,
  type Exchanged,
  freeBookings,
  getMeeting,
  heldBySaga,
  invited,
  lapsedHold,
  type MeetingEvent,
  type MoveMeetingInput,
  meetingStream,
} from "@holdfast/scheduling";
import {
  appendEvents,
  failpoint,
  granted,
  refused,
  type StepHandler,
} from "@holdfast/shared-state";

export const exchange: StepHandler<MoveMeetingInput> = {
  perform(tx, context) {
    const { input, saga, now } = context;
    const { meeting } = getMeeting(tx, input.meeting);
    if (meeting?.status !== "standing") return refused("meeting-not-standing");
    const { room, all } = heldBySaga(context);
    const lapsed = lapsedHold(tx, all);
    if (lapsed !== undefined) return refused("hold-lapsed", { detail: { hold: lapsed } });

    failpoint("confirm.after-check");
    freeBookings(tx, input.meeting, meeting);
    confirmHolds(tx, all, input.meeting);
    const { start, end, zone, required, optional } = input;
    const moved: MeetingEvent = {
      type: "moved",
      data: { room: room.room, start, end, zone, required, optional },
    };
    appendEvents(tx, meetingStream(input.meeting), [moved], { now, by: saga.startedBy });
    const uninvited = invited(meeting).filter((id) => !invited(input).includes(id));
    return granted({ result: { uninvited } satisfies Exchanged });
  },
};
