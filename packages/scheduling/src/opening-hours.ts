/**
 * Weekly hours, local to a place: when a room is open, when a person works.
 *
 * They stay what the clock on the wall says, so in UTC they move with daylight saving time, and the
 * nights on which clocks change are an hour shorter or longer. A night shift is written as two
 * spans, `22:00–24:00` and the next day's `00:00–06:00`; where they touch they count as one.
 */

import { z } from "zod";
import { contains, type Interval, intersect, sorted, union } from "./interval.ts";
import { firstInstantFrom, localDate, WEEKDAYS, type Weekday, weekdayOfDate } from "./time.ts";
import { addDays, type LocalDate, MINUTE_MS, parseDate } from "./wall-clock.ts";

const timeOfDay = z
  .string()
  .regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, "A time of day is written like 08:30 or 24:00.");

const span = z
  .tuple([timeOfDay, timeOfDay])
  .refine(([opens, closes]) => opens < closes, "A span has to open before it closes.");

const spans = z
  .array(span)
  .max(24)
  .refine(
    (day) => day.every(([opens], index) => index === 0 || day[index - 1]![1] <= opens),
    "The spans of a day have to be in order and must not overlap.",
  );

/** `{ mon: [["08:00", "12:00"], ["13:00", "18:00"]], … }`; a day that is left out is closed. */
export const weeklyHours = z.partialRecord(z.enum(WEEKDAYS), spans);
export type WeeklyHours = z.infer<typeof weeklyHours>;

export type WithinHours =
  | { readonly ok: true }
  | {
      readonly ok: false;
      /** Closed for the whole of the local days that it touches, or only for a part of them. */
      readonly reason: "closed-that-day" | "outside-hours";
      /** When it is open on those days. */
      readonly open: Interval[];
    };

/** When it is open during the interval: sorted, apart, cut to the interval. */
export function openIntervals(hours: WeeklyHours, zone: string, during: Interval): Interval[] {
  return intersect(openOnDaysOf(hours, zone, during), [during]);
}

/** Is it open for the whole of the interval? */
export function isWithin(hours: WeeklyHours, zone: string, wanted: Interval): WithinHours {
  const open = openOnDaysOf(hours, zone, wanted);
  if (open.some((each) => contains(each, wanted))) return { ok: true };
  return { ok: false, reason: open.length === 0 ? "closed-that-day" : "outside-hours", open };
}

/** `{ mon: spans, …, fri: spans }`, for the usual week. */
export function everyWorkday(...spansOfDay: [string, string][]): WeeklyHours {
  const workdays: Weekday[] = WEEKDAYS.slice(0, 5);
  return weeklyHours.parse(Object.fromEntries(workdays.map((day) => [day, spansOfDay])));
}

function openOnDaysOf(hours: WeeklyHours, zone: string, { start, end }: Interval): Interval[] {
  if (!(start < end)) return [];
  const open: Interval[] = [];
  const last = localDate(end - 1, zone);
  for (let date = localDate(start, zone); date <= last; date = addDays(date, 1)) {
    for (const [opens, closes] of hours[weekdayOfDate(date)] ?? []) {
      open.push({ start: clockTime(date, opens, zone), end: clockTime(date, closes, zone) });
    }
  }
  return union(sorted(open));
}

/** A time that the clocks skip is the instant at which they do; of two it is the first. */
function clockTime(date: LocalDate, time: string, zone: string): number {
  const [hours, minutes] = time.split(":").map(Number) as [number, number];
  return firstInstantFrom(parseDate(date)! + (hours * 60 + minutes) * MINUTE_MS, zone);
}
