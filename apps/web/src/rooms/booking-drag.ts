/**
 * Dragging a booking to another time or lane, with the mouse, or with a finger after a long press. A
 * press of the mouse that does not move is a click: it opens it.
 */

import type { Room } from "@holdfast/api";
import { readMeeting } from "../api/meetings.ts";
import type { Taken } from "../diary/taken.ts";
import { HOUR_MS } from "../time/ranges.ts";
import { follow } from "./dragging.ts";
import { type Scale, snap } from "./geometry.ts";
import { whenMeant } from "./long-press.ts";
import { moveMeeting, type Target } from "./moving.ts";
import { showMove } from "./page-state.ts";

interface Grabbed {
  readonly room: Room;
  readonly taken: Taken;
  readonly scale: Scale;
}

const DRAG_PX = 5;

export function grabBooking(down: PointerEvent, grabbed: Grabbed): void {
  if (grabbed.taken.what.status !== "booked" || down.button !== 0) return;
  const block = down.currentTarget as HTMLElement;
  whenMeant(down, () => drag(down, block, grabbed));
}

function drag(down: PointerEvent, block: HTMLElement, { room, taken, scale }: Grabbed): void {
  const { what, start, end } = taken;
  if (what.status !== "booked") return;
  const title = what.title ?? "Meeting";
  const lengthMs = end - start;
  const grabbedAt = down.clientX - block.getBoundingClientRect().left;
  const here: Target = { room: room.id, start, end };
  let target = here;
  let isMoved = false;
  let seen: ReturnType<typeof readMeeting> | undefined;

  const begin = () => {
    seen = readMeeting(what.meeting);
    seen.catch(() => {});
    // The click that ends a drag opens nothing.
    window.addEventListener("click", swallow, { capture: true, once: true });
    show();
  };
  const show = () =>
    showMove(what.meeting, { meeting: what.meeting, title, ...target, state: "dragged" });
  follow(down, block, {
    onMove: (event) => {
      isMoved ||= Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY) > DRAG_PX;
      if (!isMoved) return;
      if (!seen) begin();
      target = placeUnder(event, { grabbedAt, lengthMs, hourWidth: scale.hourWidth }) ?? target;
      show();
    },
    onEnd: () => {
      showMove(what.meeting, undefined);
      // A drag that ends where no click follows leaves nothing behind.
      setTimeout(() => window.removeEventListener("click", swallow, { capture: true }));
    },
    onLetGo: () => {
      if (!seen || isSame(target, here)) return;
      void moveMeeting({ id: what.meeting, title }, target, seen);
    },
  });
  // Whoever has pressed so long sees that it is in their hand.
  if (down.pointerType === "touch") begin();
}

function swallow(event: Event): void {
  event.stopPropagation();
  event.preventDefault();
}

/** Which lane the pointer is over, and when it would begin there. */
function placeUnder(
  { clientX, clientY }: PointerEvent,
  { grabbedAt, lengthMs, hourWidth }: { grabbedAt: number; lengthMs: number; hourWidth: number },
): Target | undefined {
  const track = document
    .elementsFromPoint(clientX, clientY)
    .find((element): element is HTMLElement => element.classList.contains("room-track"));
  const { room, start: laneStart } = track?.dataset ?? {};
  if (!track || room === undefined || laneStart === undefined) return undefined;
  const x = clientX - grabbedAt - track.getBoundingClientRect().left;
  const start = snap(Number(laneStart) + (x / hourWidth) * HOUR_MS);
  return { room, start, end: start + lengthMs };
}

function isSame(a: Target, b: Target): boolean {
  return a.room === b.room && a.start === b.start;
}
