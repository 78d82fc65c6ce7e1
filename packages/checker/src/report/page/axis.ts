/** The times below the drawing: how far apart, and in which words. */

import type { TimeSpan } from "./drawing.ts";

const STEPS = [1, 2, 5];
const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
/** Steps of a clock: 10 s, 15 s, 30 s, 1 min … */
const CLOCK_STEPS_MS = [10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000];

/** At most so many, at round times. */
export function ticksOf({ fromMs, toMs }: TimeSpan, countMax: number): number[] {
  const stepMs = stepFor((toMs - fromMs) / Math.max(1, countMax));
  const first = Math.ceil(fromMs / stepMs);
  const count = Math.floor(toMs / stepMs) - first + 1;
  return Array.from({ length: Math.max(0, count) }, (_, index) => (first + index) * stepMs);
}

/** `850 ms`, `12.25 s`, `3 min 05 s`: as exact as the step asks for. */
export function timeText(ms: number, stepMs: number): string {
  const size = Math.abs(ms);
  if (size < SECOND_MS && stepMs < SECOND_MS) return `${ms.toFixed(decimalsFor(stepMs))} ms`;
  const decimals = decimalsFor(stepMs / SECOND_MS);
  if (size < MINUTE_MS) return `${(ms / SECOND_MS).toFixed(decimals)} s`;
  const minutes = Math.floor(ms / MINUTE_MS);
  const seconds = ((ms - minutes * MINUTE_MS) / SECOND_MS).toFixed(decimals);
  return `${minutes} min ${seconds.padStart(decimals === 0 ? 2 : decimals + 3, "0")} s`;
}

/** A moment as precise as anybody needs it. */
export function momentText(ms: number): string {
  return timeText(ms, Math.abs(ms) < SECOND_MS ? 0.1 : 1);
}

export function wallText(startedAt: number, ms: number): string {
  const date = new Date(startedAt + ms);
  return Number.isNaN(date.getTime())
    ? ""
    : date.toISOString().replace("T", " ").replace("Z", " UTC");
}

function stepFor(leastMs: number): number {
  const onClock = CLOCK_STEPS_MS.find((stepMs) => stepMs >= leastMs);
  if (leastMs > 5_000 && onClock !== undefined) return onClock;
  const power = 10 ** Math.floor(Math.log10(leastMs));
  return (STEPS.find((step) => step * power >= leastMs) ?? 10) * power;
}

function decimalsFor(step: number): number {
  return Math.min(6, Math.max(0, -Math.floor(Math.log10(step) + 1e-9)));
}
