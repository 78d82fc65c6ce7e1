/**
 * Which saga is ours, while the request that started it has not been answered yet: the one that takes
 * over our hold. Until some agent does that, the one that we have just started.
 */

import type { Commit } from "@holdfast/api";

const BOOKING = "book-";

/** The meeting's id, as far as it is known. */
export function sagaOfBooking(
  { actor, cause, changes }: Commit,
  { holdId, heldBy }: { readonly holdId: string; readonly heldBy: string },
  known: string | undefined,
): string | undefined {
  const saga = changes.find(({ key }) => key[0] === "saga" && String(key[1]).startsWith(BOOKING));
  if (!saga) return known;
  const meeting = String(saga.key[1]).slice(BOOKING.length);
  const takesHold = changes.some(({ key }) => key[0] === "hold" && key[1] === holdId);
  if (takesHold) return meeting;
  const isStart = cause === "booking-started" && actor === heldBy;
  return isStart ? (known ?? meeting) : known;
}
