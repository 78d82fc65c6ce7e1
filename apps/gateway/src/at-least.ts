/**
 * `Holdfast-At-Least: REVISION`: a client passes back the `Holdfast-Revision` of an earlier reply, and
 * what it reads or changes now is not older than that. On one machine that is so at once; where it is
 * not, the request waits for a moment before anything else is done for it.
 *
 * A revision that does not come may be of another state, or of this one before an older copy of it
 * was restored: then the client has to forget what it has seen, and to read anew.
 */

import { isHoldfastError, type Revision, reachRevision } from "@holdfast/shared-state";
import type { FastifyRequest } from "fastify";
import type { App, Gateway } from "./app.ts";
import { Problem } from "./problems.ts";

export const AT_LEAST_HEADER = "Holdfast-At-Least";

/** How long a request waits for a revision, and whoever reads a projection for its sake. */
export const AT_LEAST_WAIT_MS_MAX = 2_000;

/** Undefined: the client has not said. @throws Problem `header-invalid` */
export function readAtLeast({ headers }: FastifyRequest): Revision | undefined {
  const written = headers[AT_LEAST_HEADER.toLowerCase()];
  if (written === undefined) return undefined;
  if (typeof written !== "string" || !/^\d{1,15}$/.test(written.trim())) {
    throw new Problem("header-invalid", { members: { header: AT_LEAST_HEADER } });
  }
  return Number(written);
}

/** What has been seen so far, and what was asked for. */
function revisionNotReached(atLeast: Revision, reached: Revision): Problem {
  return new Problem("revision-not-reached", {
    detail: `Revision ${atLeast} was asked for, and the latest here is ${reached}.`,
    members: { atLeast, reached },
    headers: { "Retry-After": "1" },
  });
}

/** Honoured by every request alike: whatever its handler does comes after the revision is there. */
export function addAtLeast(app: App, { state, closing }: Gateway): void {
  app.addHook("preHandler", async (request) => {
    const atLeast = readAtLeast(request);
    if (atLeast === undefined) return;
    try {
      const waiting = { waitMsMax: AT_LEAST_WAIT_MS_MAX, signal: closing };
      await reachRevision(state.engine, atLeast, waiting);
    } catch (error) {
      if (!isHoldfastError(error, "revision-in-the-future")) throw error;
      throw revisionNotReached(atLeast, await state.engine.head());
    }
  });
}
