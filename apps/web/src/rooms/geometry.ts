/**
 * Where an instant stands on a lane.
 *
 * Distances are real elapsed time: the day on which clocks go forward is 23 hours wide, and the one on
 * which they go back 25. Only the labels know of local time.
 *
 *     start            instant            end
 *       |----- x = elapsed hours × width --|
 */

import { DateTime } from "luxon";
import { HOUR_MS, MINUTE_MS, type Range } from "../time/ranges.ts";

/** Every zone's clock is a multiple of it away from UTC. */
export const SNAP_MS = 15 * MINUTE_MS;

/** A range, drawn so that an hour is so many pixels wide. */
export interface Scale extends Range {
  readonly hourWidth: number;
}

/** A local hour's beginning on the ruler. */
interface HourMark {
  readonly instant: number;
  /** `09`, or `09:30` where hours do not begin with the zone's day. */
  readonly label: string;
  /** The same local hour comes twice, and this is the second. */
  readonly repeated: boolean;
}

/** A local day on the ruler. */
export interface DayMark extends Range {
  readonly date: string;
  readonly label: string;
  readonly hours: number;
}

export function hoursIn({ start, end }: Range): number {
  return (end - start) / HOUR_MS;
}

export function widthOf(scale: Scale): number {
  return hoursIn(scale) * scale.hourWidth;
}

/** Pixels from the lane's beginning; beyond its edges, if the instant is. */
export function xOf(instant: number, { start, hourWidth }: Scale): number {
  return ((instant - start) / HOUR_MS) * hourWidth;
}

export function instantAt(x: number, { start, hourWidth }: Scale): number {
  return start + (x / hourWidth) * HOUR_MS;
}

/** To the quarter of an hour before it. */
export function snapDown(instant: number): number {
  return Math.floor(instant / SNAP_MS) * SNAP_MS;
}

/** To the nearest quarter of an hour. */
export function snap(instant: number): number {
  return Math.round(instant / SNAP_MS) * SNAP_MS;
}

/** What is dragged over from one instant to another, at least a quarter of an hour, within the range. */
export function slotBetween(from: number, to: number, within: Range): Range {
  const [first, last] = from <= to ? [from, to] : [to, from];
  const start = Math.max(snapDown(first), within.start);
  const end = Math.min(Math.max(Math.ceil(last / SNAP_MS) * SNAP_MS, start + SNAP_MS), within.end);
  return { start: Math.min(start, end - SNAP_MS), end };
}

/** The local hours of a range: 23, 24 or 25 of a day. */
export function hourMarks(range: Range, zone: string): HourMark[] {
  const marks: HourMark[] = [];
  let before = "";
  for (let instant = range.start; instant < range.end; instant += HOUR_MS) {
    const local = DateTime.fromMillis(instant, { zone });
    const label = local.toFormat(local.minute === 0 ? "HH" : "HH:mm");
    marks.push({ instant, label, repeated: label === before });
    before = label;
  }
  return marks;
}

export function dayMarks(range: Range, zone: string): DayMark[] {
  const marks: DayMark[] = [];
  let day = DateTime.fromMillis(range.start, { zone }).startOf("day");
  while (day.toMillis() < range.end) {
    const next = day.plus({ days: 1 }).startOf("day");
    const span = { start: day.toMillis(), end: next.toMillis() };
    const label = day.setLocale("en-GB").toFormat("ccc d LLL");
    marks.push({ ...span, date: day.toISODate() ?? "", label, hours: hoursIn(span) });
    day = next;
  }
  return marks;
}
