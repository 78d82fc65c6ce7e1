/** Waiting for a condition, with a bound. */

import { setTimeout as sleep } from "node:timers/promises";

export interface Patience {
  readonly waitMsMax: number;
  /** How long between two looks. */
  readonly everyMs?: number;
}

/** Looks until it finds something. Undefined: it did not, in that time. */
export async function waitFor<Found>(
  look: () => Promise<Found | undefined>,
  { waitMsMax, everyMs = 50 }: Patience,
): Promise<Found | undefined> {
  const giveUpAt = performance.now() + waitMsMax;
  for (;;) {
    const found = await look();
    if (found !== undefined || performance.now() >= giveUpAt) return found;
    await sleep(everyMs);
  }
}
