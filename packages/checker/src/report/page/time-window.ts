/** Which part of the run is in view; and how it moves. Never beyond the run, nor closer than eyes need. */

import type { TimeSpan } from "./drawing.ts";

const LEAST_MS = 0.5;
const MARGIN = 0.3;

export function clampSpan({ fromMs, toMs }: TimeSpan, whole: TimeSpan): TimeSpan {
  const most = whole.toMs - whole.fromMs;
  const length = Math.min(most, Math.max(Math.min(LEAST_MS, most), toMs - fromMs));
  const middle = (fromMs + toMs) / 2;
  const from = Math.min(whole.toMs - length, Math.max(whole.fromMs, middle - length / 2));
  return { fromMs: from, toMs: from + length };
}

/** @param factor below 1: closer */
export function zoomed({ fromMs, toMs }: TimeSpan, factor: number, aroundMs: number): TimeSpan {
  return {
    fromMs: aroundMs - (aroundMs - fromMs) * factor,
    toMs: aroundMs + (toMs - aroundMs) * factor,
  };
}

export function panned({ fromMs, toMs }: TimeSpan, byMs: number): TimeSpan {
  return { fromMs: fromMs + byMs, toMs: toMs + byMs };
}

/** All of them, with some room beside. */
export function spanAround(spans: readonly TimeSpan[]): TimeSpan {
  const fromMs = spans.reduce((least, span) => Math.min(least, span.fromMs), Infinity);
  const toMs = spans.reduce((most, span) => Math.max(most, span.toMs), -Infinity);
  const margin = Math.max(1, (toMs - fromMs) * MARGIN);
  return { fromMs: fromMs - margin, toMs: toMs + margin };
}

export function overlaps(a: TimeSpan, b: TimeSpan): boolean {
  return a.fromMs <= b.toMs && b.fromMs <= a.toMs;
}
