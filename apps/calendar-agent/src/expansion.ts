/** From the text of a calendar to the times at which its owner is busy. Pure. */

import { busyIntervals, type Commitment, readCalendar } from "@holdfast/scheduling";

export interface ToExpand {
  readonly text: string;
  /** The owner's zone: of floating times and whole days. */
  readonly zone: string;
  readonly from: number;
  readonly to: number;
}

export interface Expanded {
  readonly intervals: readonly Commitment[];
  readonly events: number;
  /** What could not be read for certain, and therefore blocks. */
  readonly warnings: readonly string[];
}

const WARNINGS_MAX = 100;

export function expand({ text, zone, from, to }: ToExpand): Expanded {
  const read = readCalendar(text);
  if (!read.ok) return { intervals: [], events: 0, warnings: [read.problem] };
  const { intervals, warnings } = busyIntervals(read.calendar, { zone, from, to });
  const shown = warnings.slice(0, WARNINGS_MAX);
  return {
    intervals,
    events: read.calendar.events.length,
    warnings: shown.map(({ code, line }) => `${code} (line ${line})`),
  };
}
