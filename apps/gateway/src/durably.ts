/**
 * Nothing leaves before it is durable.
 *
 * A commit is visible to every process before it would survive a power cut. So each reply waits for
 * the revision that it speaks of, also when that was another process's commit, or when the reply is
 * a refusal; and it says which revision that was, so that a client can ask for at least that
 * (`at-least.ts`).
 */

import { type Guarantee, inOneTransaction } from "@holdfast/agent-runtime";
import { type Body, type CommitNote, failpoint, type Snapshot } from "@holdfast/shared-state";
import type { FastifyReply } from "fastify";
import type { App, Gateway } from "./app.ts";
import { AS_OF_HEADER, askedMoment, type Opened, openMoment, type View } from "./as-of.ts";
import { toInstantOut } from "./instants.ts";

export const REVISION_HEADER = "Holdfast-Revision";

/**
 * Reads at one revision: of the present, or of the moment that the request names. Whatever `read`
 * throws comes through, when that revision is durable.
 * @param fromEvents what is read are events alone, which are there of any time
 */
export async function readDurably<T>(
  gateway: Gateway,
  reply: FastifyReply,
  read: (snapshot: Snapshot, view: View) => Promise<T>,
  { fromEvents = false }: { fromEvents?: boolean } = {},
): Promise<T> {
  const moment = askedMoment(reply.request);
  const { snapshot, view } = moment
    ? await openMoment(gateway, reply.request, moment, { fromEvents })
    : await openPresent(gateway);
  try {
    return await read(snapshot, view);
  } finally {
    snapshot.close();
    await speakOf(gateway, reply, snapshot.revision);
    if (view.isPast) reply.header(AS_OF_HEADER, toInstantOut(view.now));
  }
}

/** Commits. A refusal is the body's value, not an exception: so it has a revision too. */
export async function commitDurably<T>(
  gateway: Gateway,
  reply: FastifyReply,
  body: Body<T>,
  note: CommitNote,
  commit: Guarantee = inOneTransaction,
): Promise<T> {
  failpoint("gateway.before-commit");
  const { value, revision } = await commit(gateway.state, body, note);
  failpoint("gateway.after-commit");
  await speakOf(gateway, reply, revision);
  return value;
}

/** Resolves once the reply may speak of this revision. */
export async function speakOf(
  { state }: Gateway,
  reply: FastifyReply,
  revision: number,
): Promise<void> {
  await state.engine.durable(revision);
  reply.header(REVISION_HEADER, String(revision));
}

/**
 * Refusals may speak of what was read on the way to them, and a conflict's alternatives were read after
 * it: they are all of the present at the latest.
 */
export function addRevisionToRefusals(app: App, gateway: Gateway): void {
  app.addHook("preHandler", async (request) => {
    request.wasHeard = true;
  });
  app.decorateRequest("wasHeard", false);
  app.addHook("onSend", async (request, reply) => {
    const isApi = request.routeOptions.url?.startsWith("/api/") ?? false;
    const speaks = reply.statusCode === 409 || !reply.hasHeader(REVISION_HEADER);
    const mustReach = isApi && request.wasHeard && speaks && reply.statusCode < 500;
    if (mustReach) await speakOf(gateway, reply, await gateway.state.engine.head());
    if (isApi && request.method !== "GET") failpoint("gateway.before-reply");
  });
}

declare module "fastify" {
  interface FastifyRequest {
    /** Its form was right, and its handler has begun. */
    wasHeard: boolean;
  }
}

async function openPresent({ state }: Gateway): Promise<Opened> {
  const snapshot = await state.engine.snapshot();
  return { snapshot, view: { now: state.clock.wallMs(), isPast: false } };
}
