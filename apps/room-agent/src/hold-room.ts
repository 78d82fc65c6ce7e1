/**
 * Step `hold-room`: of the rooms that would do, hold the first that is open and free, or take over the
 * person's own hold. Undone by releasing it; a person's hold goes back to the person.
 */

import {
  closureOf,
  type HoldingInput,
  isWithin,
  ROOMS,
  type Room,
  type RoomHeld,
  roomResource,
  SAGA_HOLD_MS,
} from "@holdfast/scheduling";
import {
  adoptHold,
  getDocument,
  getHold,
  granted,
  type Hold,
  type HoldPlaced,
  placeHold,
  refused,
  releaseHold,
  returnHold,
  type StepContext,
  type StepHandler,
  type StepOutcome,
  type Transaction,
} from "@holdfast/shared-state";

/** Why one room would not do. */
interface RoomRefusal {
  readonly room: string;
  readonly reason: "room-unknown" | "room-closed" | "room-held" | "room-booked" | "room-locked";
  readonly heldBy?: string;
  readonly freeAt?: number;
}

type HeldOrLocked = Extract<HoldPlaced, { reason: "held" | "booked" | "locked" }>;

export const holdRoom: StepHandler<HoldingInput> = {
  perform(tx, context) {
    return context.input.adopt ? adopt(tx, context) : holdFirstFree(tx, context);
  },
  compensate(tx, { input, saga }) {
    const hold = getHold(tx, input.adopt?.hold ?? sagaHoldId(saga.id));
    if (hold?.by !== saga.id) return; // It never happened, or it has lapsed.
    if (input.adopt) returnHold(tx, hold.id, { fence: hold.fence });
    else releaseHold(tx, hold.id, { fence: hold.fence });
  },
};

function holdFirstFree(tx: Transaction, context: StepContext<HoldingInput>): StepOutcome {
  const { input, saga, now } = context;
  const refusals: RoomRefusal[] = [];
  for (const room of input.rooms) {
    const closed = refusalByRules(tx, room, input);
    if (closed) {
      refusals.push(closed);
      continue;
    }
    const slot = { resource: roomResource(room), start: input.start, end: input.end };
    const id = sagaHoldId(saga.id);
    const placed = placeHold(tx, slot, {
      ...{ id, by: saga.id, forMs: SAGA_HOLD_MS, now, ignoreBooking: input.meeting },
      ...(saga.underLocks && { underLocks: saga.underLocks }),
    });
    if (placed.ok) return held(room, placed.hold);
    const { reason } = placed;
    if (reason === "hold-id-taken") throw new Error(`Hold ${id} exists already.`);
    // Whoever started the saga has lost the lock: somebody else decides about its room by now.
    if (reason === "lock-lost" || reason === "lock-never-held") return refused(reason);
    refusals.push({ room, ...whyNot(placed) });
  }
  const [only] = refusals;
  const reason = refusals.length === 1 && only ? only.reason : "no-room";
  return refused(reason, { detail: { rooms: refusals } });
}

function whyNot(placed: HeldOrLocked): Omit<RoomRefusal, "room"> {
  if (placed.reason === "locked") return { reason: "room-locked", heldBy: placed.lockedBy };
  const { heldBy, freeAt } = placed;
  if (closureOf(heldBy) !== undefined) return { reason: "room-closed" };
  return { reason: `room-${placed.reason}`, heldBy, ...(freeAt ? { freeAt } : {}) };
}

/** The person has held the room already: the saga takes the hold over, if it covers the meeting. */
function adopt(tx: Transaction, { input, saga }: StepContext<HoldingInput>): StepOutcome {
  const { hold: id, fence } = input.adopt ?? { hold: "", fence: 0 };
  const hold = getHold(tx, id);
  if (!hold) return refused("hold-lapsed", { detail: { hold: id } });
  const room = input.rooms.find((each) => roomResource(each) === hold.resource);
  if (!room || hold.start !== input.start || hold.end !== input.end) {
    return refused("hold-does-not-fit", { detail: { hold: id } });
  }
  const closed = refusalByRules(tx, room, input);
  if (closed) return refused(closed.reason, { detail: { rooms: [closed] } });
  const adopted = adoptHold(tx, id, { fence, by: saga.id, forMs: SAGA_HOLD_MS });
  if (!adopted.ok) return refused(adopted.reason, { detail: { hold: id } });
  return held(room, adopted.hold);
}

function refusalByRules(
  tx: Transaction,
  id: string,
  slot: { start: number; end: number },
): RoomRefusal | undefined {
  const room = getDocument<Room>(tx, ROOMS, id)?.value;
  if (!room) return { room: id, reason: "room-unknown" };
  if (!isWithin(room.openingHours, room.zone, slot).ok) return { room: id, reason: "room-closed" };
  return undefined;
}

function held(room: string, hold: Hold): StepOutcome {
  return granted({ result: { room, hold: hold.id, fence: hold.fence } satisfies RoomHeld });
}

function sagaHoldId(saga: string): string {
  return `${saga}/room`;
}
