/** A clock that stands still until a test (or a simulation) moves it. */

import type { Clock } from "./clock.ts";

export class ManualClock implements Clock {
  readonly bootId: string;
  #wallMs: number;
  #monotonicMs: number;
  #timers: { dueMs: number; callback: () => void }[] = [];

  constructor({ wallMs = Date.UTC(2026, 0, 5), monotonicMs = 1_000, bootId = "boot-1" } = {}) {
    this.#wallMs = wallMs;
    this.#monotonicMs = monotonicMs;
    this.bootId = bootId;
  }

  wallMs(): number {
    return this.#wallMs;
  }

  monotonicMs(): number {
    return this.#monotonicMs;
  }

  after(ms: number, callback: () => void): () => void {
    const timer = { dueMs: this.#monotonicMs + Math.max(ms, 0), callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Lets time pass: both clocks move, and timers fire in the order in which they are due. */
  advance(ms: number): void {
    const targetMs = this.#monotonicMs + ms;
    for (let next = this.#nextDue(targetMs); next; next = this.#nextDue(targetMs)) {
      this.#moveTo(Math.max(next.dueMs, this.#monotonicMs));
      this.#timers = this.#timers.filter((other) => other !== next);
      next.callback();
    }
    this.#moveTo(targetMs);
  }

  /** Somebody sets the wall clock: it jumps, and no time passes. */
  stepWall(ms: number): void {
    this.#wallMs += ms;
  }

  #nextDue(untilMs: number) {
    const due = this.#timers.filter((timer) => timer.dueMs <= untilMs);
    return due.sort((a, b) => a.dueMs - b.dueMs)[0];
  }

  #moveTo(monotonicMs: number): void {
    this.#wallMs += monotonicMs - this.#monotonicMs;
    this.#monotonicMs = monotonicMs;
  }
}
