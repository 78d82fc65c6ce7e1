/** What time it is, for countdowns and the now-line; the server's, should the clocks differ. */

import { computed, signal } from "@preact/signals";
import { asOf } from "./as-of.ts";

const TICK_MS = 250;
/** A reply's date has whole seconds, and travels: less than that is no difference. */
const DIFFERENCE_MS_MIN = 2_000;

let aheadMs = 0;
const ticks = signal(Date.now());

setInterval(() => {
  ticks.value = Date.now() + aheadMs;
}, TICK_MS);

/** Milliseconds since 1970, four times a second. */
export const wallNow = ticks;

/** The moment that the page shows: now moves, the past stands still. */
export const shownNow = computed(() => (asOf.value ? Date.parse(asOf.value) : ticks.value));

export function heedServerTime(date: string | null): void {
  if (date === null) return;
  const differenceMs = Date.parse(date) - Date.now();
  aheadMs = Math.abs(differenceMs) < DIFFERENCE_MS_MIN ? 0 : differenceMs;
}
