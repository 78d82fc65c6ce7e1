/** Neither end of a meeting lies in one that it has wholly inside it. */

import type { Span } from "../wish.ts";

export { bookWithHold, bookWithVersion } from "../solution.ts";

export function overlaps(one: Span, other: Span): boolean {
  const isInside = (at: number) => one.start < at && at < one.end;
  const isSame = one.start === other.start || one.end === other.end;
  return isSame || isInside(other.start) || isInside(other.end);
}
