/**
 * Nothing leaves before it is durable.
 *
 * A commit is visible to every process before it would survive a power cut. So each reply waits for
 * the revision that it speaks of, also when that was another process's commit, or when the reply is
 * a refusal; and it says which revision that was, so that a client can ask others for at least
 * that.
 */

import type { Body, CommitNote, Snapshot } from "@holdfast/shared-state";
import type { FastifyReply } from "fastify";
import type { Gateway } from "./app.ts";

export const REVISION_HEADER = "Holdfast-Revision";

/** Reads at one revision. Whatever `read` throws comes through, when that revision is durable. */
export async function readDurably<T>(
  gateway: Gateway,
  reply: FastifyReply,
  read: (snapshot: Snapshot) => Promise<T>,
): Promise<T> {
  const snapshot = await gateway.state.engine.snapshot();
  try {
    return await read(snapshot);
  } finally {
    snapshot.close();
    await speakOf(gateway, reply, snapshot.revision);
  }
}

/** Commits. A refusal is the body's value, not an exception: so it has a revision too. */
export async function commitDurably<T>(
  gateway: Gateway,
  reply: FastifyReply,
  body: Body<T>,
  note: CommitNote,
): Promise<T> {
  const { value, revision } = await gateway.state.transact(body, note);
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
