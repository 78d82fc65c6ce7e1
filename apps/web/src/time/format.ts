/** Instants as people read them. A time is never shown without its zone being clear. */

import { DateTime } from "luxon";

/** ISO 8601, or milliseconds since 1970. */
type Instant = string | number;

/** Where the reader is. */
export const viewerZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** `09:30`. */
export function clockTime(instant: Instant, zone: string): string {
  return at(instant, zone).toFormat("HH:mm");
}

/** `09:30–10:15`, with the date of the end when it is another day. */
export function timeSpan(start: Instant, end: Instant, zone: string): string {
  const [from, to] = [at(start, zone), at(end, zone)];
  const sameDay = from.hasSame(to, "day");
  return `${from.toFormat("HH:mm")}–${to.toFormat(sameDay ? "HH:mm" : "HH:mm (d LLL)")}`;
}

/** `Mon, 23 Nov 2026`. */
export function dayName(instant: Instant, zone: string): string {
  return at(instant, zone).toFormat("ccc, d LLL yyyy");
}

/** `23 Nov, 09:30 GMT+1`. */
export function shortMoment(instant: Instant, zone: string): string {
  return at(instant, zone).toFormat("d LLL, HH:mm ZZZZ");
}

/** `Mon, 23 Nov 2026, 09:30:12 GMT+1`. */
export function describeMoment(instant: Instant, zone: string): string {
  return at(instant, zone).toFormat("ccc, d LLL yyyy, HH:mm:ss ZZZZ");
}

/** What a zone is called, and how far it is from Greenwich then: `Europe/Berlin (UTC+1)`. */
export function zoneName(zone: string, instant: Instant): string {
  return `${zone} (UTC${at(instant, zone).toFormat("Z")})`;
}

/** `Mon, 23 Nov 2026, 09:30–10:15 (Europe/Berlin, UTC+1)` */
export function wholeSpan(
  { start, end }: { readonly start: Instant; readonly end: Instant },
  zone: string,
): string {
  const name = zoneName(zone, start).replace(" (", ", ").replace(")", "");
  return `${dayName(start, zone)}, ${timeSpan(start, end, zone)} (${name})`;
}

/** `1 h 30 min`, `45 min`, `12 s`, `640 ms`. */
export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${Math.round(ms / 100) / 10} s`;
  const minutes = Math.round(ms / 60_000);
  if (minutes < 60) return `${minutes} min`;
  const rest = minutes % 60 ? ` ${minutes % 60} min` : "";
  return `${Math.floor(minutes / 60)} h${rest}`;
}

function at(instant: Instant, zone: string): DateTime {
  const moment =
    typeof instant === "number" ? DateTime.fromMillis(instant) : DateTime.fromISO(instant);
  return moment.setZone(zone).setLocale("en-GB");
}
