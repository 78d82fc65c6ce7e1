/** Two meetings can overlap without beginning at the same moment. */

import type { Span } from "../wish.ts";

export { bookWithHold, bookWithVersion } from "../solution.ts";

export function overlaps(one: Span, other: Span): boolean {
  return one.start === other.start;
}
