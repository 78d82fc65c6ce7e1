/**
 * Which rooms would do: the one that is named, or those that fit what is needed, best first. The
 * room agent takes the first of them that is open and free.
 */

import {
  CANDIDATES_MAX,
  fittingRooms,
  ROOMS,
  type Room,
  type RoomNeeds,
} from "@holdfast/scheduling";
import { listDocuments, readDocument, type Snapshot } from "@holdfast/shared-state";
import { invalid } from "./problems.ts";

export interface RoomChoiceRequest {
  readonly room?: string;
  readonly needs?: RoomNeeds;
  /** How many are invited: a fitting room seats them all. */
  readonly people: number;
  /** The meeting's: rooms there come first. */
  readonly zone: string;
}

/** What a fitting room has to offer: a seat for everybody, whatever else was said. */
export function needsOf(needs: RoomNeeds | undefined, people: number): RoomNeeds {
  const { capacity, equipment } = needs ?? { capacity: 1, equipment: [] };
  return { capacity: Math.max(capacity, people), equipment };
}

/** @throws Problem `request-invalid` naming `room` or `needs` */
export async function chooseRooms(
  snapshot: Snapshot,
  { room, needs, people, zone }: RoomChoiceRequest,
): Promise<readonly string[]> {
  if (room !== undefined && needs !== undefined) {
    throw invalid({ field: "needs", message: "must not be given beside a room" });
  }
  if (room !== undefined) {
    const found = await readDocument<Room>(snapshot, ROOMS, room);
    if (!found) throw invalid({ field: "room", message: `there is no room ${room}` });
    return [room];
  }
  if (needs === undefined) {
    throw invalid({ field: "room", message: "must be given, unless needs says what would do" });
  }
  const rooms = await listDocuments<Room>(snapshot, ROOMS);
  const fitting = fittingRooms(rooms, needsOf(needs, people), [zone]);
  if (fitting.length === 0) throw invalid({ field: "needs", message: "no room has all of that" });
  return fitting.slice(0, CANDIDATES_MAX).map(({ id }) => id);
}
