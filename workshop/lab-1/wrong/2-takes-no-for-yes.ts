/** A guarded write that was refused has not happened, and says so to whoever asks. */

import type { Desk } from "../agent.ts";
import { overlaps } from "../solution.ts";
import type { Wish } from "../wish.ts";

export { bookWithHold, overlaps } from "../solution.ts";

export async function bookWithVersion(desk: Desk, wish: Wish): Promise<boolean> {
  const { room, meeting, start, end } = wish;
  const day = await desk.days.get(room);
  const meetings = day?.value ?? [];
  if (meetings.some((other) => overlaps(other, wish))) return false;
  const changed = [...meetings, { meeting, start, end }];
  await desk.days.replace(room, changed, { ifVersion: day?.version ?? 0 });
  return true;
}
