/**
 * Ranges of instants: from `start` up to, not including, `end`, in milliseconds since 1970. The days of
 * a zone's calendar are as long as they really are: 23 or 25 hours when clocks change.
 */

import type { Span } from "@holdfast/api";
import { DateTime } from "luxon";

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

export interface Range {
  readonly start: number;
  readonly end: number;
}

export function overlaps(a: Range, b: Range): boolean {
  return a.start < b.end && b.start < a.end;
}

/** Of what the gateway says in ISO 8601. */
export function rangeOfSpan({ start, end }: Span): Range {
  return { start: Date.parse(start), end: Date.parse(end) };
}

/** So many days of the zone's calendar, from the first moment of `date` (`2026-11-23`) on. */
export function daysFrom(date: string, days: number, zone: string): Range {
  const first = DateTime.fromISO(date, { zone }).startOf("day");
  return { start: first.toMillis(), end: first.plus({ days }).startOf("day").toMillis() };
}

/** The day, or its week from Monday on. */
export function rangeOf(date: string, over: "day" | "week", zone: string): Range {
  if (over === "day") return daysFrom(date, 1, zone);
  const monday = DateTime.fromISO(date, { zone: "UTC" }).startOf("week");
  return daysFrom(monday.toISODate() ?? date, 7, zone);
}
