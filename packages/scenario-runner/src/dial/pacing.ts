/**
 * What happens to an agent between looking and writing: in a staged race, that its whole process stands
 * still until it is woken; in a race that is left to chance, that it thinks for a moment, and that once
 * in a while it is paused for longer than any lease of the race, as a laptop's lid or a garbage
 * collector would.
 */

import { readSync } from "node:fs";
import type { Pacing } from "@holdfast/dial";
import { type Clock, sleep } from "@holdfast/shared-state";
import type { SeededRandom } from "../seeded-random.ts";

/** Of a lock, in a race that is left to chance. */
export const CHANCE_LEASE_MS = 60;

const NAP_MS = 1.5 * CHANCE_LEASE_MS;
const NAPS_SHARE = 1 / 100;
const THINKS_MS_MAX = 2;

const STANDARD_INPUT = 0;

/** The first time, it tells that it is asleep, and stands still. */
export function sleepingOnce(tellAsleep: () => Promise<void>): Pacing {
  let hasSlept = false;
  return {
    async thinks() {},
    async aboutToWrite() {
      if (hasSlept) return;
      hasSlept = true;
      await tellAsleep();
      standStill();
    },
  };
}

export const UNHINDERED: Pacing = {
  async thinks() {},
  async aboutToWrite() {},
};

export function byChance(clock: Clock, random: SeededRandom): Pacing {
  return {
    thinks: () => sleep(clock, random.next() * THINKS_MS_MAX),
    async aboutToWrite() {
      if (random.next() < NAPS_SHARE) nap(NAP_MS);
    },
  };
}

/**
 * Nothing in this process goes on, no timer and no renewal of a lease, until its parent writes a byte.
 * A parent that has gone ends it.
 */
export function standStill(): void {
  if (readSync(STANDARD_INPUT, Buffer.alloc(1)) === 0) process.exit();
}

function nap(forMs: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, forMs);
}
