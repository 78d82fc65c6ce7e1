/** A chosen slot is held at once; then the form opens on it, while the hold's time runs. */

import { Problem, send } from "../api/http.ts";
import type { Hold, Room, Suggestion } from "../api/shapes.ts";
import { announce } from "../components/announcer.tsx";
import { explain } from "../components/not-ready.tsx";
import { isPast } from "../time/as-of.ts";
import { wallNow } from "../time/now.ts";
import type { Range } from "./geometry.ts";
import { isoOf } from "./local-time.ts";
import { me, rooms } from "./names.ts";
import { close, draft, mine, opened } from "./page-state.ts";
import { refusalOf } from "./refusals.ts";
import { ahead } from "./taken.ts";
import { shownZone, wholeSpan, wordsFor } from "./words.ts";

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
  const body = { room: room.id, start: isoOf(slot.start), end: isoOf(slot.end) };
  try {
    const { body: hold } = await send<Hold>("POST", "/api/holds", { body });
    me.value = hold.heldBy;
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
export function booked(): void {
  close();
  mine.value = undefined;
}

function refuse(error: Error, room: Room, slot: Range): void {
  if (!(error instanceof Problem)) {
    announce(`The slot was not held. ${explain(error)}`);
    return;
  }
  const refusal = refusalOf(error.slug, error.body, wordsFor(room.id));
  announce(`${refusal.title}.`);
  opened.value = {
    kind: "refused",
    refusal,
    next: {
      durationMs: slot.end - slot.start,
      wanted: slot,
      seats: room.capacity,
      equipment: room.equipment,
      choose: (alternative) => void holdAlternative(alternative),
      again: { label: "Try again", act: () => void holdSlot(room, slot) },
    },
  };
}

export async function holdAlternative({ room: id, start, end }: Suggestion): Promise<void> {
  close();
  const room = rooms.value.find((other) => other.id === id);
  if (room) await holdSlot(room, { start: Date.parse(start), end: Date.parse(end) });
}
