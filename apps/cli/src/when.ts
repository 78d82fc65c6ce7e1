/**
 * Times as people type them: `2026-11-23T10:00` (local to a zone), `2026-11-23T09:00Z` (an instant),
 * or `tue 10:00` (the next Tuesday).
 */

import { type Interval, isZone, nextWeekday, parseWhen, WEEKDAYS } from "@holdfast/scheduling";
import { usageError } from "./exit-codes.ts";

const MINUTE_MS = 60_000;
const WEEKDAY_TIME = /^([a-z]{3})[a-z]*[ T](\d\d:\d\d)$/i;

export function localZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** @throws CommandError when there is no such zone. */
export function checkZone(zone: string): void {
  if (isZone(zone)) return;
  throw usageError(`There is no zone called "${zone}"; one is, for example, Europe/Berlin.`);
}

/** @throws CommandError when there is no such time in that zone. */
export function readWhen(text: string, zone: string, now: number): number {
  checkZone(zone);
  const [, day, time] = WEEKDAY_TIME.exec(text) ?? [];
  const weekday = WEEKDAYS.find((each) => each === day?.toLowerCase());
  const read =
    weekday && time ? nextWeekday({ after: now, weekday, time, zone }) : parseWhen(text, zone);
  if (read.ok) return read.instant;
  const why =
    read.reason === "gap"
      ? "the clocks skip it on that day"
      : 'write it like 2026-11-23T10:00, 2026-11-23T09:00Z or "tue 10:00"';
  throw usageError(`"${text}" is no time in ${zone}: ${why}.`);
}

export function intervalFrom(start: number, minutes: number): Interval {
  return { start, end: start + minutes * MINUTE_MS };
}

/** @throws CommandError unless it is a whole number above nothing. */
export function readCount(text: string, what: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count > 0) return count;
  throw usageError(`"${text}" is no number of ${what}.`);
}

const UNITS_MS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: MINUTE_MS,
  h: 60 * MINUTE_MS,
  d: 24 * 60 * MINUTE_MS,
};

/** `1h` is the instant an hour before now. @throws CommandError */
export function readAgo(text: string, now: number): string {
  const [, count, unit = ""] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  if (count === undefined) throw usageError(`"${text}" is no time ago: write 90s, 15m, 1h or 7d.`);
  const ago = Number(count) * (UNITS_MS[unit] ?? 0);
  return new Date(Math.max(0, now - ago)).toISOString();
}

/** `ada, grace` is two ids. */
export function readIds(text: string): string[] {
  return text
    .split(",")
    .map((id) => id.trim())
    .filter((id) => id !== "");
}
