/** A meeting is over at its end: the next one may begin at that very moment. */

import type { Span } from "../wish.ts";

export { bookWithHold, bookWithVersion } from "../solution.ts";

export function overlaps(one: Span, other: Span): boolean {
  return one.start <= other.end && other.start <= one.end;
}
