/** In which zone this page tells times: the viewer's, or each room's own. */

import type { Room } from "@holdfast/api";
import { names } from "../directory/directory.ts";
import { place } from "../shell/router.ts";
import { viewerZone } from "../time/format.ts";

export function shownZone(room: Pick<Room, "zone"> | undefined): string {
  const isRooms = place.value.query.get("zone") === "room";
  return isRooms && room ? room.zone : viewerZone;
}

/** For times in the room of this id. */
export function zoneOfRoom(id: string): string {
  return shownZone(names.value.rooms.get(id));
}
