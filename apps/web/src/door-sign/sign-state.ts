/**
 * What a room's door says: free or not, until when, and what comes next. From the diary and the time
 * alone, so that a sign which runs for weeks has nothing to go wrong.
 */

import type { Room } from "@holdfast/api";
import type { Taken } from "../diary/taken.ts";
import { dateOf } from "../time/local-time.ts";
import { openSpans } from "../time/opening-hours.ts";
import { daysFrom, type Range } from "../time/ranges.ts";

export interface SignState {
  readonly kind: "free" | "booked" | "held" | "closed";
  /** What is on now; of `closed`, absent outside the opening hours. */
  readonly now?: Taken;
  /** When that ends, or the room is next taken, perhaps on another day; absent: not known. */
  readonly until?: number;
  /** It is not open at any time of this day. */
  readonly isDayOff: boolean;
  readonly next?: Taken;
  /** The bookings that are still to come on this day, without `now`. */
  readonly later: readonly Taken[];
}

/** Opening hours are those of a week: if a room opens at all, it does so within that. */
const DAYS_AHEAD = 8;

/** What the sign has to know of the diary: this day, and up to the end of the next on which it opens. */
export function sightOf({ openingHours, zone }: Room, date: string): Range {
  const ahead = daysFrom(date, DAYS_AHEAD, zone);
  const today = daysFrom(date, 1, zone);
  const opening = openSpans(openingHours, zone, { start: today.end, end: ahead.end })[0];
  if (!opening) return today;
  const { end } = daysFrom(dateOf(opening.start, zone), 1, zone);
  return { start: today.start, end };
}

/** @param taken within `sightOf` this day */
export function signState(
  room: Room,
  taken: readonly Taken[],
  { now, day }: { now: number; day: Range },
): SignState {
  const living = taken.filter((each) => each.end > now && !hasLapsed(each, now));
  const current = living.find(({ start }) => start <= now);
  const coming = living.filter(({ start }) => start > now);
  const later = coming.filter(({ start, what }) => what.status === "booked" && start < day.end);
  const [next] = coming;
  const openToday = openSpans(room.openingHours, room.zone, day);
  const rest = { later, isDayOff: openToday.length === 0, ...(next && { next }) };
  if (current) {
    return { kind: current.what.status, now: current, until: endOfRow(current, coming), ...rest };
  }
  const open = openToday.find(({ start, end }) => start <= now && now < end);
  if (!open) {
    const opening = nextOpening(room, living, { now, day });
    return { kind: "closed", ...(opening !== undefined && { until: opening }), ...rest };
  }
  const until = next && next.start < open.end ? next.start : open.end;
  return { kind: "free", until, ...rest };
}

/** By the room's hours, unless it is closed for a while just then; undefined: not in sight. */
function nextOpening(
  room: Room,
  taken: readonly Taken[],
  { now, day }: { now: number; day: Range },
): number | undefined {
  const { end } = sightOf(room, dateOf(day.start, room.zone));
  for (const open of openSpans(room.openingHours, room.zone, { start: day.start, end })) {
    if (open.start <= now) continue;
    let { start } = open;
    for (const { start: from, end: to, what } of taken) {
      if (what.status === "closed" && from <= start && start < to) start = to;
    }
    if (start < open.end) return start;
  }
  return undefined;
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
