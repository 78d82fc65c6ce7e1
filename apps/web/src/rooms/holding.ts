/** A chosen slot is held at once; then the form opens on it, while the hold's time runs. */

import type { Meeting, Room, Suggestion, UnderWay } from "@holdfast/api";
import { placeHold } from "../api/holds.ts";
import { announce } from "../components/announcer.tsx";
import { ahead } from "../diary/taken.ts";
import { names } from "../directory/directory.ts";
import { explainRefusal } from "../refusals/refusal.ts";
import { isPast } from "../time/as-of.ts";
import { wholeSpan } from "../time/format.ts";
import { isoOf } from "../time/local-time.ts";
import { wallNow } from "../time/now.ts";
import { type Range, rangeOfSpan } from "../time/ranges.ts";
import { awaitBooking } from "./new-booking.ts";
import { close, draft, mine, opened } from "./page-state.ts";
import { shownZone } from "./shown-zone.ts";

/** Shows it as asked for, and then either the form or why not. */
export async function holdSlot(room: Room, chosen: Range): Promise<void> {
  draft.value = undefined;
  if (isPast.value) {
    announce("You are looking at the past: nothing can be booked there. Go back to now first.");
    return;
  }
  const slot = ahead(chosen, wallNow.value);
  if (!slot) {
    announce("That time has passed.");
    return;
  }
  draft.value = { ...slot, room: room.id, state: "asked" };
  try {
    const span = { start: isoOf(slot.start), end: isoOf(slot.end) };
    const hold = await placeHold({ room: room.id, ...span });
    mine.value = hold;
    opened.value = { kind: "form", room, hold };
    announce(`${room.name} is held for you, ${wholeSpan(slot, shownZone(room))}.`);
  } catch (error) {
    refuse(error as Error, room, slot);
  } finally {
    draft.value = undefined;
  }
}

/** The form was closed without a booking: it lets the hold go by itself. */
export function letGo(): void {
  close();
  mine.value = undefined;
  announce("The slot was let go.");
}

/** The form has said so. */
export function booked(done: Meeting | UnderWay): void {
  close();
  mine.value = undefined;
  awaitBooking("saga" in done ? done.meeting : done.id);
}

function refuse(error: Error, room: Room, slot: Range): void {
  const refusal = explainRefusal(error, names.value, shownZone(room));
  announce(`The slot was not held. ${refusal.headline}.`);
  const { capacity, equipment } = room;
  opened.value = {
    kind: "refused",
    refusal,
    next: {
      room: room.id,
      wanted: { start: isoOf(slot.start), end: isoOf(slot.end), capacity, equipment },
      choose: (alternative) => void holdAlternative(alternative),
      again: { label: "Try again", act: () => void holdSlot(room, slot) },
    },
  };
}

async function holdAlternative({ room: id, start, end }: Suggestion): Promise<void> {
  close();
  const room = names.value.rooms.get(id);
  if (room) await holdSlot(room, rangeOfSpan({ start, end }));
}
