/** Which room a lane is: its name opens what is known of it, and the plus chooses a time in words. */

import type { Room } from "@holdfast/api";
import type { JSX } from "preact";
import { isPast } from "../time/as-of.ts";
import { wallNow } from "../time/now.ts";
import { HOUR_MS } from "../time/ranges.ts";
import { type Scale, SNAP_MS } from "./geometry.ts";
import "./lane-head.css";
import { freeAround, type Taken } from "../diary/taken.ts";
import { openSpans } from "../time/opening-hours.ts";
import { opened } from "./page-state.ts";

interface LaneHeadProps {
  readonly room: Room;
  readonly scale: Scale;
  readonly taken: readonly Taken[];
}

export function LaneHead({ room, scale, taken }: LaneHeadProps): JSX.Element {
  const choose = () => {
    const start = firstFree(room, scale, taken);
    opened.value = { kind: "slot", room, slot: { start, end: start + HOUR_MS / 2 } };
  };
  return (
    <div class="room-head">
      <button
        type="button"
        class="plain room-name"
        title={`About ${room.name}`}
        onClick={() => {
          opened.value = { kind: "room", room };
        }}
      >
        <strong>{room.name}</strong>
        <span class="soft small">
          {room.capacity} seats
          {room.equipment.length > 0 && `, ${room.equipment.join(", ")}`}
        </span>
      </button>
      <button
        type="button"
        class="plain room-add"
        aria-label={`Choose a time in ${room.name}`}
        title={isPast.value ? "In the past nothing can be booked" : "Choose a time"}
        disabled={isPast.value}
        onClick={choose}
      >
        +
      </button>
    </div>
  );
}

/** From now, or from when the room opens: the first quarter of an hour that nothing takes. */
function firstFree(room: Room, scale: Scale, taken: readonly Taken[]): number {
  const next = Math.ceil(wallNow.value / SNAP_MS) * SNAP_MS;
  for (const open of openSpans(room.openingHours, room.zone, scale)) {
    const first = Math.max(open.start, next);
    for (let start = first; start < open.end; start += SNAP_MS) {
      if (freeAround(start, taken, open)) return start;
    }
  }
  return Math.max(next, scale.start);
}
