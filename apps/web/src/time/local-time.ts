/** Local times as forms have them, to instants and back. A time that clocks skip is none. */

import { DateTime } from "luxon";

export interface LocalTime {
  /** `2026-11-23` */
  readonly date: string;
  /** `09:30` */
  readonly time: string;
}

/** Undefined: incomplete, or there is no such time in the zone on that day. Of two it is the first. */
export function instantOf({ date, time }: LocalTime, zone: string): number | undefined {
  const written = `${date}T${time}`;
  const local = DateTime.fromISO(written, { zone });
  if (!local.isValid || local.toFormat("yyyy-MM-dd'T'HH:mm") !== written) return undefined;
  return Math.min(...local.getPossibleOffsets().map((possible) => possible.toMillis()));
}

export function localTimeOf(instant: number, zone: string): LocalTime {
  const local = DateTime.fromMillis(instant, { zone });
  return { date: local.toISODate() ?? "", time: local.toFormat("HH:mm") };
}

/** As `<input type="datetime-local">` has it: `2026-11-23T09:30`, in the zone. */
export function fieldOf(instant: number, zone: string): string {
  const { date, time } = localTimeOf(instant, zone);
  return `${date}T${time}`;
}

export function instantOfField(field: string, zone: string): number | undefined {
  const [date = "", time = ""] = field.split("T");
  return instantOf({ date, time: time.slice(0, 5) }, zone);
}

/** As `<input type="date">` has it: `2026-11-23`. */
export function isDate(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && DateTime.fromISO(text).isValid;
}

/** The zone's calendar day of an instant, as `2026-11-23`. */
export function dateOf(instant: number | string, zone: string): string {
  const ms = typeof instant === "number" ? instant : Date.parse(instant);
  return localTimeOf(ms, zone).date;
}

export function shiftedDate(date: string, days: number): string {
  return DateTime.fromISO(date, { zone: "UTC" }).plus({ days }).toISODate() ?? date;
}

export function isoOf(instant: number): string {
  return new Date(instant).toISOString();
}
