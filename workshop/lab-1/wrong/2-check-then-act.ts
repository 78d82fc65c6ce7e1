/** Looking a second time leaves a moment between the look and the write, only a shorter one. */

import type { Desk } from "../agent.ts";
import { overlaps } from "../solution.ts";
import type { Wish } from "../wish.ts";

export { bookWithHold, overlaps } from "../solution.ts";

export async function bookWithVersion(desk: Desk, wish: Wish): Promise<boolean> {
  const { room, meeting, start, end } = wish;
  for (;;) {
    const day = await desk.days.get(room);
    const meetings = day?.value ?? [];
    if (meetings.some((other) => overlaps(other, wish))) return false;
    const again = await desk.days.get(room);
    if (again?.version !== day?.version) continue;
    await desk.days.replace(room, [...meetings, { meeting, start, end }]);
    return true;
  }
}
