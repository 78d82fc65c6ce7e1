/** Half hours in which a room can still be had. */

import type { Room, Suggestions } from "@holdfast/api";
import { get } from "../api/http.ts";
import { dayName, timeSpan } from "../time/format.ts";

export interface FreeSlot {
  readonly start: string;
  readonly end: string;
}

const MINUTES = 30;
const OFFERED = 8;

/** @throws Problem, NoAnswer */
export async function findFreeSlots(
  room: string,
  signal?: AbortSignal,
): Promise<readonly FreeSlot[]> {
  const { suggestions } = await get<Suggestions>("/api/suggestions", {
    query: { durationMinutes: MINUTES, room, limit: OFFERED },
    presentOnly: true,
    ...(signal && { signal }),
  });
  return suggestions.map(({ start, end }) => ({ start, end }));
}

/** `Mon, 23 Nov 2026, 09:00–09:30`, in the room's zone. */
export function slotName({ start, end }: FreeSlot, { zone }: Pick<Room, "zone">): string {
  return `${dayName(start, zone)}, ${timeSpan(start, end, zone)}`;
}

/** The same, but short, for many of them in a list. */
export function holdName(
  { start, end }: FreeSlot,
  { name, zone }: Pick<Room, "name" | "zone">,
): string {
  const day = dayName(start, zone).replace(/ \d{4}$/, "");
  return `${name}, ${day}, ${timeSpan(start, end, zone)} ${zone}`;
}
