/** A hold that cannot lapse in time keeps the room from everybody when its holder dies. */

import type { Desk } from "../agent.ts";
import type { Wish } from "../wish.ts";

export { bookWithVersion, overlaps } from "../solution.ts";

export async function bookWithHold(desk: Desk, wish: Wish): Promise<boolean> {
  const { room, meeting, by, start, end } = wish;
  const slot = { resource: room, start, end };
  const held = await desk.holds.place(slot, { by, forMs: 3_600_000 });
  if (!held.ok) return false;
  await desk.personAgrees();
  const confirmed = await desk.holds.confirm(held.hold, { booking: meeting });
  return confirmed.ok;
}
