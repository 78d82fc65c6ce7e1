/**
 * The keyboard's way over a lane: a cursor of at least a quarter of an hour, which arrows move and
 * Shift extends. What a key does is decided here, and nothing of the page is needed for it.
 */

import { HOUR_MS, type Range } from "../time/ranges.ts";
import { SNAP_MS } from "./geometry.ts";

interface KeyPress {
  readonly key: string;
  readonly shiftKey: boolean;
}

const STEPS: Readonly<Record<string, number>> = {
  ArrowLeft: -SNAP_MS,
  ArrowRight: SNAP_MS,
  PageUp: -HOUR_MS,
  PageDown: HOUR_MS,
};

/** Where the cursor is then; undefined: the key is not for it. */
export function stepCursor(cursor: Range, press: KeyPress, within: Range): Range | undefined {
  const { key, shiftKey } = press;
  if (key === "Home") return shifted(cursor, within.start - cursor.start, within);
  if (key === "End") return shifted(cursor, within.end - cursor.end, within);
  if (key === "Escape") return { start: cursor.start, end: cursor.start + SNAP_MS };
  const step = STEPS[key];
  if (step === undefined) return undefined;
  return shiftKey ? extended(cursor, step, within) : shifted(cursor, step, within);
}

function shifted({ start, end }: Range, step: number, within: Range): Range {
  const length = end - start;
  const first = Math.min(Math.max(start + step, within.start), within.end - length);
  return { start: first, end: first + length };
}

/** Its end moves; never nearer to its start than a quarter of an hour. */
function extended({ start, end }: Range, step: number, within: Range): Range {
  return { start, end: Math.min(Math.max(end + step, start + SNAP_MS), within.end) };
}
