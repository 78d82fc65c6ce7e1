/**
 * Pivot `exchange` of a move: the new slots are confirmed and the old ones freed in one commit, so
 * that there is no moment at which the meeting has neither, or both.
 */
import { confirmHolds, freeBookings, getMeeting, heldBySaga, invited, lapsedHold, meetingStream, } from "@holdfast/scheduling";
import { appendEvents, granted, refused } from "@holdfast/shared-state";
export const exchange = {
    perform(tx, context) {
        const { input, saga, now } = context;
        const { meeting } = getMeeting(tx, input.meeting);
        if (meeting?.status !== "standing")
            return refused("meeting-not-standing");
        const { room, all } = heldBySaga(context);
        const lapsed = lapsedHold(tx, all);
        if (lapsed !== undefined)
            return refused("hold-lapsed", { detail: { hold: lapsed } });
        freeBookings(tx, input.meeting, meeting);
        confirmHolds(tx, all, input.meeting);
        const { start, end, zone, required, optional } = input;
        const moved = {
            type: "moved",
            data: { room: room.room, start, end, zone, required, optional },
        };
        appendEvents(tx, meetingStream(input.meeting), [moved], { now, by: saga.startedBy });
        const uninvited = invited(meeting).filter((id) => !invited(input).includes(id));
        return granted({ result: { uninvited } });
    },
};
//# sourceMappingURL=exchange.js.map