/** When a room is open, or somebody works, as instants: the hours are local ones, what is drawn is not. */

import type { WeekHours } from "@holdfast/api";
import { DateTime } from "luxon";
import { dateOf, shiftedDate } from "./local-time.ts";
import type { Range } from "./ranges.ts";

const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

/** Many have the same hours, and lanes come and go: each answer is worked out once. */
const kept = new Map<string, readonly Range[]>();
const KEPT_MAX = 500;

/** Within the range, in order. */
export function openSpans(hours: WeekHours, zone: string, within: Range): readonly Range[] {
  const name = `${zone} ${within.start} ${within.end} ${JSON.stringify(hours)}`;
  const known = kept.get(name);
  if (known) return known;
  if (kept.size >= KEPT_MAX) kept.clear();
  const spans = datesIn(within, zone)
    .flatMap((date) => hoursOn(hours, date, zone))
    .map(({ start, end }) => ({
      start: Math.max(start, within.start),
      end: Math.min(end, within.end),
    }))
    .filter(({ start, end }) => start < end);
  kept.set(name, spans);
  return spans;
}

/** The rest of the range. */
export function closedSpans(hours: WeekHours, zone: string, within: Range): Range[] {
  const closed: Range[] = [];
  let from = within.start;
  for (const { start, end } of openSpans(hours, zone, within)) {
    if (start > from) closed.push({ start: from, end: start });
    from = Math.max(from, end);
  }
  if (from < within.end) closed.push({ start: from, end: within.end });
  return closed;
}

/** The zone's days that the range touches. */
function datesIn({ start, end }: Range, zone: string): string[] {
  const dates: string[] = [];
  const last = dateOf(end - 1, zone);
  for (let date = dateOf(start, zone); date <= last; date = shiftedDate(date, 1)) dates.push(date);
  return dates;
}

/** The spans of one local day; `24:00` is the next day's beginning. */
export function hoursOn(hours: WeekHours, date: string, zone: string): Range[] {
  const day = DateTime.fromISO(date, { zone });
  const weekday = WEEKDAYS[day.weekday - 1]!;
  return (hours[weekday] ?? []).map(([start, end]) => ({
    start: timeOn(day, start),
    end: timeOn(day, end),
  }));
}

/** A time that clocks skip is the one they go forward to. */
function timeOn(day: DateTime, time: string): number {
  const [hour = 0, minute = 0] = time.split(":").map(Number);
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
