/** How this page tells times: always with their zone, which is the viewer's or the room's. */

import type { Room } from "../api/shapes.ts";
import { place } from "../shell/router.ts";
import { dayName, timeSpan, viewerZone, zoneName } from "../time/format.ts";
import type { Range } from "./geometry.ts";
import { isoOf } from "./local-time.ts";
import { holderName, personName, roomName, rooms } from "./names.ts";
import type { Words } from "./refusals.ts";

/** In which zone the page tells a room's times. */
export function shownZone(room: Pick<Room, "zone"> | undefined): string {
  const isRooms = place.value.query.get("zone") === "room";
  return isRooms && room ? room.zone : viewerZone;
}

/** `Mon, 23 Nov 2026, 09:30–10:15 (Europe/Berlin, UTC+1)` */
export function wholeSpan({ start, end }: Range, zone: string): string {
  const name = zoneName(zone, start).replace(" (", ", ").replace(")", "");
  return `${dayName(start, zone)}, ${timeSpan(isoOf(start), isoOf(end), zone)} (${name})`;
}

export function wordsFor(room: string | undefined): Words {
  const zone = shownZone(rooms.value.find(({ id }) => id === room));
  return {
    person: personName,
    room: roomName,
    holder: holderName,
    span: (start, end) => wholeSpan({ start: Date.parse(start), end: Date.parse(end) }, zone),
  };
}
