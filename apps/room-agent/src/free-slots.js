/** Pivot `free-slots` of a cancellation: room and people are free again, and the meeting is cancelled. */
import { freeBookings, getMeeting, meetingStream, } from "@holdfast/scheduling";
import { appendEvents, granted, refused } from "@holdfast/shared-state";
export const freeSlots = {
    perform(tx, { input, saga, now }) {
        const { meeting } = getMeeting(tx, input.meeting);
        if (meeting?.status !== "standing")
            return refused("meeting-not-standing");
        freeBookings(tx, input.meeting, meeting);
        const cancelled = { type: "cancelled", data: { reason: input.reason } };
        appendEvents(tx, meetingStream(input.meeting), [cancelled], { now, by: saga.startedBy });
        return granted({});
    },
};
//# sourceMappingURL=free-slots.js.map