/** Rooms: what can be booked. */

import { z } from "zod";
import { displayName, identifier } from "./identifier.ts";
import { weeklyHours } from "./opening-hours.ts";
import { zoneName } from "./zone.ts";

export const ROOMS = "room";

export const equipment = z.array(identifier).max(30);

export const room = z.strictObject({
  name: displayName,
  capacity: z.int().min(1).max(10_000),
  /** For example `projector`, `video`. */
  equipment: equipment.default([]),
  zone: zoneName,
  /** Local to the room's zone. Outside them nothing can be booked. */
  openingHours: weeklyHours,
});

export type Room = z.infer<typeof room>;

/** What a meeting asks of a room when it does not name one. */
export const roomNeeds = z.strictObject({
  capacity: z.int().min(1).max(10_000).default(1),
  equipment: equipment.default([]),
});

export type RoomNeeds = z.infer<typeof roomNeeds>;

/** The room's diary and its holds are kept under this name. */
export function roomResource(id: string): string {
  return `room/${id}`;
}

/** Undefined: the resource is not a room. */
export function roomOf(resource: string): string | undefined {
  const kind = roomResource("");
  return resource.startsWith(kind) ? resource.slice(kind.length) : undefined;
}

export function fits(room: Room, needs: RoomNeeds): boolean {
  const equipped = needs.equipment.every((item) => room.equipment.includes(item));
  return equipped && room.capacity >= needs.capacity;
}

/** A saga carries its candidates with it; more than these never help. */
export const CANDIDATES_MAX = 50;

/**
 * Rooms that fit: those in the zones of the people first, since a room on another continent is of no
 * use; of those the smallest, so that large rooms stay free for large meetings.
 */
export function fittingRooms(
  rooms: readonly { id: string; value: Room }[],
  needs: RoomNeeds,
  zones: readonly string[] = [],
): { id: string; value: Room }[] {
  const isFar = ({ value }: { value: Room }) => Number(!zones.includes(value.zone));
  return rooms
    .filter(({ value }) => fits(value, needs))
    .sort(
      (a, b) =>
        isFar(a) - isFar(b) ||
        a.value.capacity - b.value.capacity ||
        a.id.localeCompare(b.id, "en"),
    );
}
