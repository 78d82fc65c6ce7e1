/** Waiting for a condition, with an end. */

import { sleep, systemClock } from "@holdfast/shared-state";

export const clock = systemClock();

const LOOK_EVERY_MS = 20;

/** What was waited for did not come: the run is stuck, or could not begin. */
export class WaitedInVain extends Error {
  override readonly name = "WaitedInVain";

  constructor(what: string) {
    super(`Waited in vain: ${what}.`);
  }
}

/** @throws WaitedInVain */
export async function until(
  what: string,
  holds: () => Promise<boolean> | boolean,
  { waitMsMax = 30_000 } = {},
): Promise<void> {
  const deadline = clock.monotonicMs() + waitMsMax;
  while (!(await holds())) {
    if (clock.monotonicMs() > deadline) throw new WaitedInVain(what);
    await sleep(clock, LOOK_EVERY_MS);
  }
}
