/**
 * Rounds: those who are woken within some milliseconds go on together.
 *
 *     commits       r7      r8   r9
 *     one view      woken ────────────┐
 *     another            woken ───────┼─▶ both read up to r9, and write in one group
 *                   └── one round ────┘
 *
 * One that wakes by itself would write by itself: each view a write transaction of its own, between
 * any two commits of what it follows.
 */

import type { Clock } from "./clock.ts";

export class Rounds {
  readonly #clock: Clock;
  readonly #lastMs: number;
  /** They go on when the round ends. */
  readonly #waiting = new Set<() => void>();
  #cancel = () => {};

  /** @param lastMs how long a round lasts, from when the first one asks */
  constructor(clock: Clock, lastMs: number) {
    this.#clock = clock;
    this.#lastMs = lastMs;
  }

  /** Resolves when the round ends that is under way, or that begins now; or when aborted. */
  end(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted) return resolve();
      if (this.#waiting.size === 0) this.#begin();
      const goOn = () => {
        signal.removeEventListener("abort", goOn);
        this.#waiting.delete(goOn);
        if (this.#waiting.size === 0) this.#cancel();
        resolve();
      };
      signal.addEventListener("abort", goOn);
      this.#waiting.add(goOn);
    });
  }

  #begin(): void {
    this.#cancel = this.#clock.after(this.#lastMs, () => {
      for (const goOn of [...this.#waiting]) goOn();
    });
  }
}
