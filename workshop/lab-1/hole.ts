/** Lab 1: three functions, each with a hole. `holdfast lab 1` judges them, one after the other. */

import type { Desk } from "./agent.ts";
import type { Span, Wish } from "./wish.ts";

/** Step 1: do two meetings share a moment? A meeting is over at its end: `[start, end)`. */
export function overlaps(one: Span, other: Span): boolean {
  return one.start === other.start && one.end === other.end;
}

/** Step 2: look, then write. Somebody else does the same, at the same time. */
export async function bookWithVersion(desk: Desk, wish: Wish): Promise<boolean> {
  const { room, meeting, start, end } = wish;
  const meetings = (await desk.days.get(room))?.value ?? [];
  if (meetings.some((other) => overlaps(other, wish))) return false;
  await desk.days.replace(room, [...meetings, { meeting, start, end }]);
  return true;
}

/** Step 3: hold the room while a person is asked, who may think longer than the hold lives. */
export async function bookWithHold(desk: Desk, wish: Wish): Promise<boolean> {
  const { room, meeting, by, start, end } = wish;
  const slot = { resource: room, start, end };
  const held = await desk.holds.place(slot, { by, forMs: desk.leaseMs });
  if (!held.ok) return false;
  await desk.personAgrees();
  const meetings = (await desk.days.get(room))?.value ?? [];
  await desk.days.replace(room, [...meetings, { meeting, start, end }]);
  return true;
}
