/** How wide and high a lane is, for the width that there is. Pixels. */

import type { Range } from "../time/ranges.ts";
import { hoursIn } from "./geometry.ts";

export interface Measures {
  /** Of what stands before a lane, always in sight; 0: it stands above it. */
  readonly headWidth: number;
  readonly laneHeight: number;
  readonly rulerHeight: number;
}

/** Where a lane's name no longer fits before it (40rem, as in the style sheets). */
const NARROW_PX = 640;

/** Half an hour has room for a word in a day, and can be hit with a mouse in a week. */
const HOUR_PX_MIN = { day: 88, week: 14 } as const;

const WIDE_PX = 1_600;
const LANE_PX = { min: 56, max: 88 } as const;

/** Below the last lane, so that it can be scrolled out from under what is said at the bottom. */
export const END_PX = 56;

/** Few lanes are higher, as far as there is room for them. */
export function measuresFor(
  { width, height }: { width: number; height: number },
  { lanes, rulers }: { lanes: number; rulers: number },
): Measures {
  if (width <= NARROW_PX) return { headWidth: 0, laneHeight: 90, rulerHeight: 52 };
  const rulerHeight = 48;
  const share = Math.floor((height - rulers * rulerHeight - END_PX) / Math.max(lanes, 1));
  const laneHeight = Math.min(Math.max(share, LANE_PX.min), LANE_PX.max);
  return { headWidth: width > WIDE_PX ? 264 : 228, laneHeight, rulerHeight };
}

/** All of it fits when the screen is wide enough; else it scrolls. */
export function hourWidthFor(
  range: Range,
  over: "day" | "week",
  { width, headWidth }: { width: number; headWidth: number },
): number {
  return Math.max(HOUR_PX_MIN[over], Math.floor((width - headWidth) / hoursIn(range)));
}
