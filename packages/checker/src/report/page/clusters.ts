/**
 * Marks that are too small and too close to be told apart become one, which says how many it is. So the
 * page draws no more than fits on it, however long the run was; closer, they come apart.
 */

import type { Look, Mark, TimeSpan } from "./drawing.ts";

export interface Cluster extends TimeSpan {
  readonly marks: readonly Mark[];
  /** The worst of them. */
  readonly look: Look;
}

/** Less than this many pixels is small, or close. */
const SMALL_PX = 5;
const CLOSE_PX = 3;
/** A point's sign is wider than the moment that it stands for. */
const POINT_PX = 13;
const WORST_FIRST: readonly Look[] = ["differs", "unknown", "failed", "lapsed", "refused"];

/**
 * @param marks of one row, in the order in which they begin
 * @param apart those that are always drawn by themselves
 */
export function clustersOf(
  marks: readonly Mark[],
  pixelsPerMs: number,
  apart: (mark: Mark) => boolean,
): Cluster[] {
  const clusters: Cluster[] = [];
  let open: { marks: Mark[]; fromMs: number; toMs: number } | undefined;
  const close = () => {
    if (open) clusters.push({ ...open, look: worstLook(open.marks) });
    open = undefined;
  };
  for (const mark of marks) {
    const small = (mark.toMs - mark.fromMs) * pixelsPerMs < SMALL_PX && !apart(mark);
    const closePx = mark.shape === "point" ? POINT_PX : CLOSE_PX;
    const near = open !== undefined && (mark.fromMs - open.toMs) * pixelsPerMs < closePx;
    if (small && open && near) {
      open.marks.push(mark);
      open.toMs = Math.max(open.toMs, mark.toMs);
      continue;
    }
    close();
    open = { marks: [mark], fromMs: mark.fromMs, toMs: mark.toMs };
    if (!small) close();
  }
  close();
  return clusters;
}

function worstLook(marks: readonly Mark[]): Look {
  return WORST_FIRST.find((look) => marks.some((mark) => mark.look === look)) ?? marks[0]!.look;
}
