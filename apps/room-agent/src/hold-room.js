/**
 * Step `hold-room`: of the rooms that would do, hold the first that is open and free, or take over the
 * person's own hold. Undone by releasing it; a person's hold goes back to the person.
 */
import { isWithin, ROOMS, roomResource, SAGA_HOLD_MS, } from "@holdfast/scheduling";
import { adoptHold, getDocument, getHold, granted, placeHold, refused, releaseHold, returnHold, } from "@holdfast/shared-state";
export const holdRoom = {
    perform(tx, context) {
        return context.input.adopt ? adopt(tx, context) : holdFirstFree(tx, context);
    },
    compensate(tx, { input, saga }) {
        const hold = getHold(tx, input.adopt?.hold ?? sagaHoldId(saga.id));
        if (hold?.by !== saga.id)
            return; // It never happened, or it has lapsed.
        if (input.adopt)
            returnHold(tx, hold.id, { fence: hold.fence });
        else
            releaseHold(tx, hold.id, { fence: hold.fence });
    },
};
function holdFirstFree(tx, context) {
    const { input, saga, now } = context;
    const refusals = [];
    for (const room of input.rooms) {
        const closed = refusalByRules(tx, room, input);
        if (closed) {
            refusals.push(closed);
            continue;
        }
        const slot = { resource: roomResource(room), start: input.start, end: input.end };
        const request = { id: sagaHoldId(saga.id), by: saga.id, forMs: SAGA_HOLD_MS, now };
        const placed = placeHold(tx, slot, { ...request, ignoreBooking: input.meeting });
        if (placed.ok)
            return held(room, placed.hold);
        if (placed.reason === "hold-id-taken")
            throw new Error(`Hold ${request.id} exists already.`);
        const { reason, heldBy, freeAt } = placed;
        refusals.push({ room, reason: `room-${reason}`, heldBy, ...(freeAt ? { freeAt } : {}) });
    }
    const [only] = refusals;
    const reason = refusals.length === 1 && only ? only.reason : "no-room";
    return refused(reason, { detail: { rooms: refusals } });
}
/** The person has held the room already: the saga takes the hold over, if it covers the meeting. */
function adopt(tx, { input, saga }) {
    const { hold: id, fence } = input.adopt ?? { hold: "", fence: 0 };
    const hold = getHold(tx, id);
    if (!hold)
        return refused("hold-lapsed", { detail: { hold: id } });
    const room = input.rooms.find((each) => roomResource(each) === hold.resource);
    if (!room || hold.start !== input.start || hold.end !== input.end) {
        return refused("hold-does-not-fit", { detail: { hold: id } });
    }
    const closed = refusalByRules(tx, room, input);
    if (closed)
        return refused(closed.reason, { detail: { rooms: [closed] } });
    const adopted = adoptHold(tx, id, { fence, by: saga.id, forMs: SAGA_HOLD_MS });
    if (!adopted.ok)
        return refused(adopted.reason, { detail: { hold: id } });
    return held(room, adopted.hold);
}
function refusalByRules(tx, id, slot) {
    const room = getDocument(tx, ROOMS, id)?.value;
    if (!room)
        return { room: id, reason: "room-unknown" };
    if (!isWithin(room.openingHours, room.zone, slot).ok)
        return { room: id, reason: "room-closed" };
    return undefined;
}
function held(room, hold) {
    return granted({ result: { room, hold: hold.id, fence: hold.fence } });
}
function sagaHoldId(saga) {
    return `${saga}/room`;
}
//# sourceMappingURL=hold-room.js.map