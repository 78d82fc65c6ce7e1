/** Who stands in the way of a room's slot, as a refusal tells it. */

import { toInstantOut } from "./instants.ts";

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
