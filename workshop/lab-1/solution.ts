/** Lab 1, solved. */

import type { Desk } from "./agent.ts";
import type { Span, Wish } from "./wish.ts";

/** Each begins before the other is over. */
export function overlaps(one: Span, other: Span): boolean {
  return one.start < other.end && other.start < one.end;
}

/** The guard travels with the write; whoever was overtaken looks again, and decides again. */
export async function bookWithVersion(desk: Desk, wish: Wish): Promise<boolean> {
  const { room, meeting, start, end } = wish;
  for (;;) {
    const day = await desk.days.get(room);
    const meetings = day?.value ?? [];
    if (meetings.some((other) => overlaps(other, wish))) return false;
    const changed = [...meetings, { meeting, start, end }];
    const saved = await desk.days.replace(room, changed, { ifVersion: day?.version ?? 0 });
    if (saved.ok) return true;
  }
}

/** That the hold still lives is decided where the booking is written, and nowhere before. */
export async function bookWithHold(desk: Desk, wish: Wish): Promise<boolean> {
  const { room, meeting, by, start, end } = wish;
  const slot = { resource: room, start, end };
  const held = await desk.holds.place(slot, { by, forMs: desk.leaseMs });
  if (!held.ok) return false;
  await desk.personAgrees();
  const confirmed = await desk.holds.confirm(held.hold, { booking: meeting });
  return confirmed.ok;
}
