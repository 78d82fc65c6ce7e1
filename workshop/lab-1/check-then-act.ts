/**
 * Looks whether the room is free, then writes: what everybody writes first. It keeps what it promises
 * for as long as nobody else is there. Nothing in here is yours to mend.
 */

import type { Answer, Desk } from "./agent.ts";
import type { Wish } from "./wish.ts";

export async function bookByCheck(
  desk: Desk,
  { room, meeting, start, end }: Wish,
  overlaps: Answer["overlaps"],
): Promise<boolean> {
  const meetings = (await desk.days.get(room))?.value ?? [];
  if (meetings.some((other) => overlaps(other, { start, end }))) return false;
  await desk.days.replace(room, [...meetings, { meeting, start, end }]);
  return true;
}
