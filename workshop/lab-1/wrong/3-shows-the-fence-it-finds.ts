/** The fence that a hold has now may be somebody else's: show the one that you were given. */

import type { Desk } from "../agent.ts";
import type { Wish } from "../wish.ts";

export { bookWithVersion, overlaps } from "../solution.ts";

export async function bookWithHold(desk: Desk, wish: Wish): Promise<boolean> {
  const { room, meeting, by, start, end } = wish;
  const slot = { resource: room, start, end };
  const held = await desk.holds.place(slot, { by, forMs: desk.leaseMs });
  if (!held.ok) return false;
  await desk.personAgrees();
  const hold = await desk.holds.get(held.hold.id);
  if (!hold) return false;
  return (await desk.holds.confirm(hold, { booking: meeting })).ok;
}
