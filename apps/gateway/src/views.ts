/**
 * Reading views: what is a little behind, and says so.
 *
 * Each reply tells the revision that the view is as of, and how far behind the state that is. A
 * client that has seen more asks for at least that, by header or by `?atLeast=`, and waits until the
 * projection has come so far; if it takes too long, it is told the distance.
 */

import type { Lag, ProjectionDefinition, ProjectionReader, Revision } from "@holdfast/shared-state";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Gateway } from "./app.ts";
import { AT_LEAST_WAIT_MS_MAX, readAtLeast } from "./at-least.ts";
import { speakOf } from "./durably.ts";
import { Problem } from "./problems.ts";

/** The tag of endpoints that read a view, whose replies say how far behind it is. */
export const VIEWS = "views";

export const LAG_REVISIONS_HEADER = "Holdfast-Lag-Revisions";
export const LAG_MS_HEADER = "Holdfast-Lag-Ms";

/** @throws Problem `projection-behind` */
export async function readView<T>(
  gateway: Gateway,
  request: FastifyRequest<{ Querystring: { atLeast?: number | undefined } }>,
  reply: FastifyReply,
  { projection, look }: { projection: ProjectionDefinition; look: Look<T> },
): Promise<T> {
  const { state, closing } = gateway;
  const atLeast = Math.max(request.query.atLeast ?? 0, readAtLeast(request) ?? 0);
  const waiting = { atLeast, waitMsMax: AT_LEAST_WAIT_MS_MAX, signal: closing };
  const read = await state.projections.read(projection, look, waiting);
  if (!read.ok) throw projectionBehind(projection.name, { ...read, atLeast });
  const { revision, lagRevisions, lagMs } = read.from;
  // A view can be made again from its sources: it is they that have to be durable.
  await speakOf(gateway, reply, revision);
  reply.header(LAG_REVISIONS_HEADER, String(lagRevisions)).header(LAG_MS_HEADER, String(lagMs));
  return read.value;
}

type Look<T> = (view: ProjectionReader) => Promise<T>;

interface Behind extends Lag {
  readonly atLeast: Revision;
  readonly checkpoint: Revision;
  readonly head: Revision;
}

function projectionBehind(projection: string, behind: Behind): Problem {
  const { atLeast, checkpoint, head, lagRevisions, lagMs } = behind;
  const built = checkpoint > 0;
  return new Problem("projection-behind", {
    detail: built
      ? `The view ${projection} has not come to revision ${atLeast}.`
      : `The view ${projection} has not been built yet.`,
    members: { projection, atLeast, checkpoint, head, lagRevisions, lagMs },
    headers: { "Retry-After": "1" },
  });
}
