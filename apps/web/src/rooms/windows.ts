/**
 * What of the timeline is drawn: the lanes and the hours that can be seen, and some around them.
 *
 * It moves in steps, so that most frames of a scroll change nothing but the browser's own offset.
 */

import { overlaps, type Range } from "../time/ranges.ts";
import type { Scale } from "./geometry.ts";
import { instantAt } from "./geometry.ts";

/** From `first` up to, not including, `last`. */
interface Rows {
  readonly first: number;
  readonly last: number;
}

/** Drawn above and below what is in sight. One comes at a time, so that no frame has to draw many. */
const ROWS_AROUND = 5;
/** Pixels of time; as many again are drawn on both sides. */
const TIME_STEP = 480;

/** Which part of what scrolls is in sight, in pixels; `left` and `top` in steps. */
export interface Seen {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

const TOP_STEP = 28;

export function seenFrom({
  scrollLeft,
  scrollTop,
  clientWidth,
  clientHeight,
}: Pick<Element, "scrollLeft" | "scrollTop" | "clientWidth" | "clientHeight">): Seen {
  return {
    left: Math.floor(scrollLeft / TIME_STEP) * TIME_STEP,
    top: Math.floor(scrollTop / TOP_STEP) * TOP_STEP,
    width: clientWidth,
    height: clientHeight,
  };
}

/** `top`: where the rows begin, seen from where the window does; negative once they are scrolled away. */
export function visibleRows(
  { top, height }: { top: number; height: number },
  { rowHeight, count }: { rowHeight: number; count: number },
): Rows {
  const above = Math.floor(-top / rowHeight) - ROWS_AROUND;
  const below = Math.ceil((height - top) / rowHeight) + ROWS_AROUND;
  const first = Math.min(Math.max(above, 0), count);
  return { first, last: Math.max(first, Math.min(below, count)) };
}

export function visibleTime({ left, width }: { left: number; width: number }, scale: Scale): Range {
  const from = Math.floor(left / TIME_STEP) * TIME_STEP - TIME_STEP;
  const to = Math.ceil((left + width) / TIME_STEP) * TIME_STEP + TIME_STEP;
  return {
    start: Math.max(instantAt(from, scale), scale.start),
    end: Math.min(instantAt(to, scale), scale.end),
  };
}

/** Of intervals sorted by their start, those that touch the range. */
export function within<T extends Range>(intervals: readonly T[], range: Range): T[] {
  return intervals.filter((interval) => overlaps(interval, range));
}

/** What is drawn side by side, because it overlaps; that nothing does is what this system is for. */
interface Levelled<T> {
  readonly interval: T;
  readonly level: number;
  readonly levels: number;
}

export function levelled<T extends Range>(intervals: readonly T[]): Levelled<T>[] {
  const sorted = intervals.toSorted((a, b) => a.start - b.start || b.end - a.end);
  const groups: { end: number; members: { interval: T; level: number }[]; ends: number[] }[] = [];
  for (const interval of sorted) {
    let group = groups.at(-1);
    if (!group || interval.start >= group.end) {
      group = { end: interval.end, members: [], ends: [] };
      groups.push(group);
    }
    const free = group.ends.findIndex((end) => end <= interval.start);
    const level = free === -1 ? group.ends.length : free;
    group.ends[level] = interval.end;
    group.end = Math.max(group.end, interval.end);
    group.members.push({ interval, level });
  }
  return groups.flatMap(({ members, ends }) =>
    members.map((member) => ({ ...member, levels: ends.length })),
  );
}
