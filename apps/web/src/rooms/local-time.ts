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

export function isoOf(instant: number): string {
  return new Date(instant).toISOString();
}
