/** Which hold comes when: so many rooms in turn, each filled half hour by half hour. */

import type { HoldClient, HoldRequest } from "./systems/system.ts";

export const HALF_HOUR_MS = 30 * 60_000;
/** Its first moment. */
export const FIRST_DAY = Date.UTC(2027, 0, 4);

/** Longer than any run. */
export const HOLD_MS = 3_600_000;

export function holdAt(index: number, rooms: number): HoldRequest {
  const start = FIRST_DAY + Math.floor(index / rooms) * HALF_HOUR_MS;
  const [id, room] = [`hold-${index}`, index % rooms];
  return { id, room, start, end: start + HALF_HOUR_MS, forMs: HOLD_MS };
}

/** Places the hold, whose slot is free: being refused would be a fault of the system. */
export async function placeOne(client: HoldClient, request: HoldRequest): Promise<void> {
  if (!(await client.place(request))) throw new Error(`${request.id} was refused a free slot.`);
}
