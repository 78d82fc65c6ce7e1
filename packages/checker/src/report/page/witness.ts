/** Which marks a witness is made of, and when it happened. */

import type { Drawing, TimeSpan } from "./drawing.ts";
import { clampSpan, spanAround } from "./time-window.ts";

/** Of each mark, which step of the witness it stands for; from 1. */
export function stepsOf({ witnesses }: Drawing, witness: number): ReadonlyMap<string, number> {
  const steps = witnesses[witness]?.steps ?? [];
  return new Map(steps.flatMap((ids, index) => ids.map((id) => [id, index + 1] as const)));
}

/** Of what it began and lasts, only when it began. */
export function spanOfWitness({ witnesses, marks, endMs }: Drawing, witness: number): TimeSpan {
  const ids = new Set(witnesses[witness]?.steps.flat());
  const moments = marks
    .filter(({ id }) => ids.has(id))
    .map((mark) => (mark.open || !mark.main ? { ...mark, toMs: mark.fromMs } : mark));
  const whole = { fromMs: 0, toMs: endMs };
  return moments.length === 0 ? whole : clampSpan(spanAround(moments), whole);
}
