/** What everything on a lane needs: where its time is, and what opens when it is chosen. */

import type { Room } from "@holdfast/api";
import type { CSSProperties } from "preact";
import type { Taken } from "../diary/taken.ts";
import type { Range } from "../time/ranges.ts";
import { type Scale, widthOf, xOf } from "./geometry.ts";
import { opened } from "./page-state.ts";

export function placeOf({ start, end }: Range, scale: Scale): CSSProperties {
  const left = Math.max(xOf(start, scale), 0);
  const right = Math.min(xOf(end, scale), widthOf(scale));
  return { left: `${left}px`, width: `${Math.max(right - left, 2)}px` };
}

export function openTaken(room: Room, taken: Taken): void {
  const { what } = taken;
  switch (what.status) {
    case "booked":
      opened.value = { kind: "meeting", meeting: what.meeting, title: what.title ?? "Meeting" };
      return;
    case "closed":
      opened.value = { kind: "closure", room, closure: what.closure };
      return;
    case "held":
      opened.value = { kind: "held", room, taken };
      return;
  }
}
