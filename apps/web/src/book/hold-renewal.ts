/**
 * For how long a hold is kept while somebody fills in the form: it is renewed when they have typed
 * since the last time and half of it is over, but not for ever, because others wait for the room.
 */

/** What a renewal asks for, and what a person's hold lives for anyway. */
export const RENEWAL_MS = 120_000;
/** In all, from when it was placed. */
export const KEPT_MS_MAX = 10 * 60_000;

interface HeldSoFar {
  readonly now: number;
  /** When it lapses. */
  readonly freeAtMs: number;
  /** When the form was opened. */
  readonly sinceMs: number;
  /** When something was last typed; 0: nothing was. */
  readonly typedMs: number;
  /** When it was last renewed; 0: it was not. */
  readonly renewedMs: number;
}

/** For how long it is to be renewed now, if so. */
export function renewalDue(held: HeldSoFar): number | undefined {
  const { now, freeAtMs, sinceMs, typedMs, renewedMs } = held;
  const leftMs = freeAtMs - now;
  if (leftMs <= 0 || leftMs > RENEWAL_MS / 2 || typedMs <= renewedMs || typedMs === 0) {
    return undefined;
  }
  const forMs = Math.min(RENEWAL_MS, sinceMs + KEPT_MS_MAX - now);
  // A renewal sets the time anew: a shorter one would take time away.
  return forMs > leftMs ? Math.floor(forMs) : undefined;
}
