/** From the text of a calendar to the months in which its owner is busy. Pure. */

import {
  busyIntervals,
  byMonth,
  type Commitment,
  type Interval,
  readCalendar,
  utcMonths,
} from "@holdfast/scheduling";

export interface ToExpand {
  readonly text: string;
  /** The owner's zone: of floating times and whole days. */
  readonly zone: string;
  readonly from: number;
  readonly to: number;
}

export interface Expanded {
  /** Every UTC month from `from` to `to`, also those in which the owner is free. */
  readonly months: Readonly<Record<string, readonly Commitment[]>>;
  readonly events: number;
  /** What could not be read for certain, and therefore blocks. */
  readonly warnings: readonly string[];
}

const WARNINGS_MAX = 100;
const TEXT_LENGTH_MAX = 200;

/** A month is one document: as much as every engine takes in a value, with room to spare. */
const MONTH_BYTES_MAX = 256 * 1024;

export function expand({ text, zone, from, to }: ToExpand): Expanded {
  const read = readCalendar(text);
  if (!read.ok) {
    const months = inMonths({ start: from, end: to }, [unknown({ start: from, end: to })]);
    return { months, events: 0, warnings: [read.problem] };
  }
  const { intervals, warnings } = busyIntervals(read.calendar, { zone, from, to });
  const months = inMonths({ start: from, end: to }, intervals.map(shortened));
  const crowded = Object.keys(months).filter((month) => isTooLarge(months[month]));
  for (const month of crowded) months[month] = [allOf(month)];
  return {
    months,
    events: read.calendar.events.length,
    warnings: [
      ...crowded.map((month) => `too-many-events (${month})`),
      ...warnings.map(({ code, line }) => `${code} (line ${line})`),
    ].slice(0, WARNINGS_MAX),
  };
}

function inMonths(
  window: Interval,
  intervals: readonly Commitment[],
): Record<string, readonly Commitment[]> {
  const busy = byMonth(intervals);
  return Object.fromEntries(utcMonths(window).map((month) => [month, busy[month] ?? []]));
}

/** What an event is called is for its owner to read: the beginning of it will do. */
function shortened({ summary, uid, ...commitment }: Commitment): Commitment {
  return { ...commitment, summary: beginningOf(summary), uid: beginningOf(uid) };
}

function beginningOf(text: string): string {
  return text.slice(0, TEXT_LENGTH_MAX).toWellFormed();
}

function isTooLarge(month: readonly Commitment[] | undefined): boolean {
  return Buffer.byteLength(JSON.stringify(month)) > MONTH_BYTES_MAX;
}

/** Unknown is never free. */
function unknown(interval: Interval): Commitment {
  return { ...interval, status: "unknown", summary: "", uid: "" };
}

function allOf(month: string): Commitment {
  const first = new Date(`${month}-01T00:00Z`);
  const next = Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1);
  return unknown({ start: first.getTime(), end: next });
}
