/** Dragging a booking to another time or lane. A press that does not move is a click: it opens it. */

import { readMeeting } from "../api/meetings.ts";
import type { Room } from "../api/shapes.ts";
import type { Taken } from "../diary/taken.ts";
import { HOUR_MS } from "../time/ranges.ts";
import { follow } from "./dragging.ts";
import { type Scale, snap } from "./geometry.ts";
import { moveMeeting, type Target } from "./moving.ts";
import { showMove } from "./page-state.ts";

interface Grabbed {
  readonly room: Room;
  readonly taken: Taken;
  readonly scale: Scale;
}

const DRAG_PX = 5;

export function grabBooking(down: PointerEvent, { room, taken, scale }: Grabbed): void {
  const { what, start, end } = taken;
  if (what.status !== "booked" || down.button !== 0 || down.pointerType === "touch") return;
  const block = down.currentTarget as HTMLElement;
  const title = what.title ?? "Meeting";
  const lengthMs = end - start;
  const grabbedAt = down.clientX - block.getBoundingClientRect().left;
  const here: Target = { room: room.id, start, end };
  let target = here;
  let seen: ReturnType<typeof readMeeting> | undefined;

  const move = (event: PointerEvent) => {
    const far = Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY) > DRAG_PX;
    if (!seen && !far) return;
    if (!seen) {
      seen = readMeeting(what.meeting);
      seen.catch(() => {});
      // The click that ends a drag opens nothing.
      window.addEventListener("click", swallow, { capture: true, once: true });
    }
    target = placeUnder(event, { grabbedAt, lengthMs, hourWidth: scale.hourWidth }) ?? target;
    showMove(what.meeting, { meeting: what.meeting, title, ...target, state: "dragged" });
  };
  follow(block.closest<HTMLElement>(".timeline"), {
    onMove: move,
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
