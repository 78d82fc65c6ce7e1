/** When a room is open within a range, as instants: its hours are local, the lane is not. */

import { DateTime } from "luxon";
import type { Room, WeekHours } from "../api/shapes.ts";
import { dayMarks, type Range } from "./geometry.ts";

const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

/** Many rooms have the same hours, and lanes come and go: each answer is worked out once. */
const kept = new Map<string, readonly Range[]>();
const KEPT_MAX = 500;

export function openSpans({ openingHours, zone }: Room, within: Range): readonly Range[] {
  const name = `${zone} ${within.start} ${within.end} ${JSON.stringify(openingHours)}`;
  const known = kept.get(name);
  if (known) return known;
  if (kept.size >= KEPT_MAX) kept.clear();
  const spans = spansOf(openingHours, zone, within);
  kept.set(name, spans);
  return spans;
}

function spansOf(openingHours: WeekHours, zone: string, within: Range): Range[] {
  return dayMarks(within, zone).flatMap(({ date }) =>
    hoursOf(openingHours, date, zone)
      .map(({ start, end }) => ({
        start: Math.max(start, within.start),
        end: Math.min(end, within.end),
      }))
      .filter(({ start, end }) => start < end),
  );
}

/** The rest of the range. */
export function closedSpans(room: Room, within: Range): Range[] {
  const closed: Range[] = [];
  let from = within.start;
  for (const { start, end } of openSpans(room, within)) {
    if (start > from) closed.push({ start: from, end: start });
    from = Math.max(from, end);
  }
  if (from < within.end) closed.push({ start: from, end: within.end });
  return closed;
}

/** The spans of one local day; `24:00` is the next day's beginning. */
function hoursOf(hours: WeekHours, date: string, zone: string): Range[] {
  const day = DateTime.fromISO(date, { zone });
  const weekday = WEEKDAYS[day.weekday - 1]!;
  return (hours[weekday] ?? []).map(([start, end]) => ({
    start: localInstant(date, start, zone),
    end: localInstant(date, end, zone),
  }));
}

function localInstant(date: string, time: string, zone: string): number {
  const [hour = 0, minute = 0] = time.split(":").map(Number);
  const day = DateTime.fromISO(date, { zone });
  if (hour === 24) return day.plus({ days: 1 }).startOf("day").toMillis();
  return day.set({ hour, minute }).toMillis();
}

/** `Mon–Fri 07:00–20:00`, `Sat 10:00–14:00`: days in a row with the same hours are told once. */
export function hoursInWords(hours: WeekHours): string[] {
  const told: { first: string; last: string; times: string }[] = [];
  for (const [index, weekday] of WEEKDAYS.entries()) {
    const times = (hours[weekday] ?? []).map(([start, end]) => `${start}–${end}`).join(", ");
    const before = told.at(-1);
    const follows = before?.last === WEEKDAYS[index - 1];
    if (times === "") continue;
    if (before && follows && before.times === times) before.last = weekday;
    else told.push({ first: weekday, last: weekday, times });
  }
  return told.map(({ first, last, times }) =>
    first === last ? `${named(first)} ${times}` : `${named(first)}–${named(last)} ${times}`,
  );
}

function named(weekday: string): string {
  return `${weekday.charAt(0).toUpperCase()}${weekday.slice(1)}`;
}
