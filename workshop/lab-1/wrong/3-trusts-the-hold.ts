/** A hold that was placed is not a hold that still lives: the answer to `confirm` has to be read. */

import type { Desk } from "../agent.ts";
import type { Wish } from "../wish.ts";

export { bookWithVersion, overlaps } from "../solution.ts";

export async function bookWithHold(desk: Desk, wish: Wish): Promise<boolean> {
  const { room, meeting, by, start, end } = wish;
  const slot = { resource: room, start, end };
  const held = await desk.holds.place(slot, { by, forMs: desk.leaseMs });
  if (!held.ok) return false;
  await desk.personAgrees();
  await desk.holds.confirm(held.hold, { booking: meeting });
  return true;
}
