/** Who stands in the way of a room, or of its slot, as a refusal tells it. */

import type { LockedBy } from "@holdfast/shared-state";
import { toInstantOut } from "./instants.ts";
import { Problem } from "./problems.ts";

interface Obstacle {
  readonly heldBy?: string;
  readonly start?: number;
  readonly end?: number;
  readonly freeAt?: number;
}

/** Instants as text; what is not known is left out. */
export function obstacleOut({ heldBy, start, end, freeAt }: Obstacle): Record<string, string> {
  return {
    ...(heldBy !== undefined && { heldBy }),
    ...(start !== undefined && { start: toInstantOut(start) }),
    ...(end !== undefined && { end: toInstantOut(end) }),
    ...(freeAt !== undefined && { freeAt: toInstantOut(freeAt) }),
  };
}

/** Somebody is changing or closing the room: soon it can be had again, or is closed. */
export function roomLocked(
  { lockedBy, lockedSince }: Partial<LockedBy>,
  members: Readonly<Record<string, unknown>>,
): Problem {
  return new Problem("room-locked", {
    members: {
      ...members,
      ...(lockedBy !== undefined && { lockedBy }),
      ...(lockedSince !== undefined && { lockedSince: toInstantOut(lockedSince) }),
    },
    headers: { "Retry-After": "1" },
  });
}
