/**
 * Wall-clock time: what a clock on the wall shows, before anybody says in which place.
 *
 * A wall time is kept as the milliseconds since 1970 *as if* it were UTC, which makes its arithmetic
 * plain. Only an offset function (from a time zone's name, or from a calendar file's own VTIMEZONE)
 * turns it into an instant, and twice a year that is a question with none or two answers:
 *
 *     gap    clocks go forward   02:30 never happens
 *     fold   clocks go back      02:30 happens twice, and we take the first
 */

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** `2026-10-25T02:30`, with seconds where they matter. */
export type LocalDateTime = string;

/** `2026-10-25`. */
export type LocalDate = string;

/** How far local time is ahead of UTC at an instant. */
export type OffsetMsAt = (instant: number) => number;

export type ResolvedWall =
  | { readonly ok: true; readonly instant: number; readonly ambiguous: boolean }
  | {
      readonly ok: false;
      readonly reason: "gap";
      /** The instant at which the clocks jump over this wall time. */
      readonly resumesAt: number;
      /** What RFC 5545 (3.3.5) makes of it: read with the offset from before the gap. */
      readonly shifted: number;
    };

const DATE = /^([1-9]\d{3})-(\d\d)-(\d\d)$/;
const DATE_TIME =
  /^([1-9]\d{3}-\d\d-\d\d)T([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,3}))?)?$/;

/** Undefined when there is no such day, as on 30 February. */
export function parseDate(text: string): number | undefined {
  const match = DATE.exec(text);
  if (!match) return undefined;
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number];
  const wall = Date.UTC(year, month - 1, day);
  return dateOfWall(wall) === text ? wall : undefined;
}

/** Undefined when there is no such day or the text is not a local date-time. */
export function parseDateTime(text: string): number | undefined {
  const match = DATE_TIME.exec(text);
  if (!match) return undefined;
  const day = parseDate(match[1]!);
  if (day === undefined) return undefined;
  const milliseconds = Number((match[5] ?? "").padEnd(3, "0"));
  return (
    day +
    Number(match[2]) * HOUR_MS +
    Number(match[3]) * MINUTE_MS +
    Number(match[4] ?? 0) * 1_000 +
    milliseconds
  );
}

export function dateOfWall(wall: number): LocalDate {
  return new Date(wall).toISOString().slice(0, 10);
}

/** Seconds are left out when there are none. */
export function dateTimeOfWall(wall: number): LocalDateTime {
  const text = new Date(wall).toISOString();
  return text.slice(0, wall % MINUTE_MS === 0 ? 16 : 19);
}

/** When the day of that wall time began. */
export function midnight(wall: number): number {
  return Math.floor(wall / DAY_MS) * DAY_MS;
}

export function addDays(date: LocalDate, days: number): LocalDate {
  return dateOfWall(parseDate(date)! + days * DAY_MS);
}

/** The instant at which clocks with these offsets show this wall time, the first if there are two. */
export function resolveWall(wall: number, offsetMsAt: OffsetMsAt): ResolvedWall {
  const before = offsetMsAt(wall - DAY_MS);
  const after = offsetMsAt(wall + DAY_MS);
  const matching = [...new Set([wall - before, wall - after])]
    .filter((instant) => instant + offsetMsAt(instant) === wall)
    .sort((a, b) => a - b);
  const [first, second] = matching;
  if (first !== undefined) return { ok: true, instant: first, ambiguous: second !== undefined };
  const resumesAt = findTransition(wall - after, wall - before, offsetMsAt);
  return { ok: false, reason: "gap", resumesAt, shifted: wall - before };
}

/** The first instant in `(low, high]` whose offset is that of `high`. */
function findTransition(low: number, high: number, offsetMsAt: OffsetMsAt): number {
  const offsetAfter = offsetMsAt(high);
  let [before, from] = [low, high];
  while (from - before > 1) {
    const middle = Math.floor((before + from) / 2);
    if (offsetMsAt(middle) === offsetAfter) from = middle;
    else before = middle;
  }
  return from;
}
