/** A hold that lived when it was renewed may have lapsed before the write, if nothing ties the two. */

import type { Desk } from "../agent.ts";
import type { Wish } from "../wish.ts";

export { bookWithVersion, overlaps } from "../solution.ts";

export async function bookWithHold(desk: Desk, wish: Wish): Promise<boolean> {
  const { room, meeting, by, start, end } = wish;
  const slot = { resource: room, start, end };
  const held = await desk.holds.place(slot, { by, forMs: desk.leaseMs });
  if (!held.ok) return false;
  await desk.personAgrees();
  const renewed = await desk.holds.renew(held.hold, { forMs: desk.leaseMs });
  if (!renewed.ok) return false;
  const day = await desk.days.get(room);
  await desk.days.replace(room, [...(day?.value ?? []), { meeting, start, end }]);
  return true;
}
