/**
 * What a room's door says: free or not, until when, and what comes next. From the diary and the time
 * alone, so that a sign which runs for weeks has nothing to go wrong.
 */

import type { Room } from "../api/shapes.ts";
import type { Taken } from "../diary/taken.ts";
import { openSpans } from "../time/opening-hours.ts";
import type { Range } from "../time/ranges.ts";

export interface SignState {
  readonly kind: "free" | "booked" | "held" | "closed";
  /** What is on now; of `closed`, absent outside the opening hours. */
  readonly now?: Taken;
  /** When that ends, or the room is next taken; absent: not before the day is over. */
  readonly until?: number;
  readonly next?: Taken;
  /** The bookings that are still to come, without `now`. */
  readonly later: readonly Taken[];
}

export function signState(
  room: Room,
  taken: readonly Taken[],
  { now, day }: { now: number; day: Range },
): SignState {
  const living = taken.filter((each) => each.end > now && !hasLapsed(each, now));
  const current = living.find(({ start }) => start <= now);
  const later = living.filter(({ start }) => start > now);
  const booked = later.filter(({ what }) => what.status === "booked");
  const [next] = later;
  const rest = { later: booked, ...(next && { next }) };
  if (current) {
    return { kind: current.what.status, now: current, until: endOfRow(current, later), ...rest };
  }
  const open = openSpans(room.openingHours, room.zone, day).find(
    ({ start, end }) => start <= now && now < end,
  );
  if (!open) {
    const opening = openSpans(room.openingHours, room.zone, day).find(
      ({ start }) => start > now,
    )?.start;
    return { kind: "closed", ...(opening !== undefined && { until: opening }), ...rest };
  }
  const until = next && next.start < open.end ? next.start : open.end;
  return { kind: "free", until, ...rest };
}

/** Whoever waits for the room wants to know when nobody has it, not when the next begins. */
function endOfRow(current: Taken, later: readonly Taken[]): number {
  let { end } = current;
  for (const each of later) if (each.start <= end) end = Math.max(end, each.end);
  return end;
}

function hasLapsed({ what }: Taken, now: number): boolean {
  return what.status === "held" && what.freeAt !== undefined && Date.parse(what.freeAt) <= now;
}
