/**
 * On which days rooms open: what the page begins with, and where there is something to look at. A room's
 * hours belong to a day of its own calendar: that Tokyo's Monday begins on a Sunday elsewhere makes no
 * working day of that Sunday.
 */

import type { Room } from "@holdfast/api";
import { dateOf, shiftedDate } from "../time/local-time.ts";
import { hoursOn } from "../time/opening-hours.ts";

type Hours = Pick<Room, "openingHours" | "zone">;

/** Opening hours repeat week by week. */
const WEEK_DAYS = 7;

/** The zone's today while any room is open still, or is going to be; else the next day with hours. */
export function firstDay(rooms: readonly Hours[], now: number, zone: string): string {
  const today = dateOf(now, zone);
  const isOpenStill = [shiftedDate(today, -1), today].some((date) =>
    rooms.some((room) => hoursOn(room.openingHours, date, room.zone).some(({ end }) => end > now)),
  );
  return isOpenStill ? today : (nextOpenDay(rooms, today) ?? today);
}

/** The next one after a date (`2026-11-23`); undefined: they never open. */
export function nextOpenDay(rooms: readonly Hours[], date: string): string | undefined {
  for (let days = 1; days <= WEEK_DAYS; days++) {
    const next = shiftedDate(date, days);
    if (opensOn(rooms, next)) return next;
  }
  return undefined;
}

/** Does one of them open on that day? */
export function opensOn(rooms: readonly Hours[], date: string): boolean {
  return rooms.some(({ openingHours, zone }) => hoursOn(openingHours, date, zone).length > 0);
}
