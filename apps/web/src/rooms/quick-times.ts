/**
 * Times of day for what is drawn by the hundred. Asking for a zone's clock is slow, and most things
 * begin and end at the same quarters of an hour: each is asked for once.
 */

import { clockTime, timeSpan } from "../time/format.ts";
import { isoOf } from "../time/local-time.ts";
import { HOUR_MS, type Range } from "../time/ranges.ts";

const KEPT_MAX = 5_000;

const kept = new Map<string, string>();

/** `09:30–10:15`; with the date of its end when that may be another day. */
export function quickSpan({ start, end }: Range, zone: string): string {
  const from = quickClock(start, zone);
  const to = quickClock(end, zone);
  const isOneDay = end - start < 24 * HOUR_MS && from < to;
  return isOneDay ? `${from}–${to}` : timeSpan(isoOf(start), isoOf(end), zone);
}

function quickClock(instant: number, zone: string): string {
  const name = `${instant} ${zone}`;
  const known = kept.get(name);
  if (known !== undefined) return known;
  if (kept.size >= KEPT_MAX) kept.clear();
  const asked = clockTime(instant, zone);
  kept.set(name, asked);
  return asked;
}
