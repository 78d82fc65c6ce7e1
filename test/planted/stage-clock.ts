/**
 * A clock that a race moves. Time passes without a timer firing, as in a process that stands still;
 * timers fire when the race says so. So it is also written down when a lapsed lease is reaped.
 */

import type { Clock } from "@holdfast/shared-state/engine";

export interface Instant {
  readonly wallMs: number;
  readonly monotonicMs: number;
}

/** A Monday, a week before all the meetings. */
const BEGIN: Instant = { wallMs: Date.UTC(2026, 0, 5), monotonicMs: 1_000 };

export class StageClock implements Clock {
  readonly bootId = "stage";
  #now: Instant;
  #timers: { dueMs: number; callback: () => void }[] = [];

  constructor(now: Instant = BEGIN) {
    this.#now = now;
  }

  now(): Instant {
    return this.#now;
  }

  wallMs(): number {
    return this.#now.wallMs;
  }

  monotonicMs(): number {
    return this.#now.monotonicMs;
  }

  after(ms: number, callback: () => void): () => void {
    const timer = { dueMs: this.#now.monotonicMs + ms, callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  pass(ms: number): void {
    const { wallMs, monotonicMs } = this.#now;
    this.#now = { wallMs: wallMs + ms, monotonicMs: monotonicMs + ms };
  }

  fireTimers(): void {
    const due = this.#timers.filter(({ dueMs }) => dueMs <= this.#now.monotonicMs);
    this.#timers = this.#timers.filter((timer) => !due.includes(timer));
    for (const { callback } of due) callback();
  }
}
