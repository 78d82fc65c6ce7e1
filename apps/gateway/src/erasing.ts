/**
 * `DELETE /api/people/{id}`: a person is forgotten. Name, address and calendar go, with their copies,
 * from the past too; their access tokens are revoked. What stays is the id, in the events of meetings
 * and in a tombstone, so that it never comes to mean somebody else.
 *
 *     nothing under way, no meetings ahead ──▶ one commit: tombstone, and the person is gone
 *                                               └─▶ tokens revoked ─▶ past erased ─▶ complete, 204
 *
 * From that commit on the rest has to happen: whoever repeats the request, or starts a gateway, does
 * what is left of it. A booking that is quicker than the commit may still end with the id in it; then
 * it is a participant of whom nothing is known.
 */

import { PEOPLE, type Person } from "@holdfast/scheduling";
import {
  failpoint,
  getDocument,
  granted,
  listDocuments,
  putDocument,
  refused,
  type Transaction,
} from "@holdfast/shared-state";
import type { FastifyReply, FastifyRequest } from "fastify";
import { ACCESS_TOKENS, type AccessToken, actorOf } from "./access.ts";
import type { Gateway } from "./app.ts";
import { accessOf } from "./authentication.ts";
import { commitDurably, speakOf } from "./durably.ts";
import {
  ERASED_PEOPLE,
  type ErasedPerson,
  erasedPerson,
  readErasedPerson,
} from "./erased-people.ts";
import { involvements } from "./involvements.ts";
import { keysAbout, ownKeys } from "./personal-data.ts";
import { notFound } from "./problems.ts";
import { type IfMatch, requireIfMatch, versionMismatch } from "./versions.ts";

/** So many access tokens are revoked in one commit. */
const REVOKED_AT_ONCE = 50;

/**
 * @throws Problem `version-required`, `version-mismatch`, `not-found`, `person-has-meetings`,
 *   `person-busy`
 */
export async function erasePerson(
  gateway: Gateway,
  request: FastifyRequest,
  reply: FastifyReply,
  id: string,
): Promise<void> {
  const { state } = gateway;
  const actor = actorOf(accessOf(request));
  const isErased = (await state.read((snapshot) => readErasedPerson(snapshot, id))) !== undefined;
  const match = isErased ? "any" : requireIfMatch(request);
  const obstacle = isErased ? undefined : await involvements(gateway, id);
  if (obstacle) throw obstacle;
  const begun = await commitDurably(
    gateway,
    reply,
    (tx) => beginErasing(tx, id, { match, now: state.clock.wallMs() }),
    { actor, cause: "person-erased", correlation: `erase-${id}` },
  );
  if (!begun.ok && begun.reason === "not-found") throw notFound("person", id);
  if (!begun.ok) throw versionMismatch(begun.current);
  await speakOf(gateway, reply, await finishErasing(gateway, id, actor));
}

/** Whatever another process has begun and not lived to finish. */
export async function resumeErasing(gateway: Gateway): Promise<void> {
  const { state } = gateway;
  const erased = await state.read((snapshot) =>
    listDocuments<ErasedPerson>(snapshot, ERASED_PEOPLE),
  );
  for (const { id, value } of erased) {
    if (!value.complete) await finishErasing(gateway, id, state.actor);
  }
}

function beginErasing(
  tx: Transaction,
  id: string,
  { match, now }: { match: IfMatch; now: number },
) {
  if (erasedPerson(tx, id)) return granted({});
  const person = getDocument<Person>(tx, PEOPLE, id);
  if (!person) return refused("not-found");
  const { version: current } = person;
  if (match !== "any" && match !== current) return refused("version-mismatch", { current });
  putDocument<ErasedPerson>(tx, ERASED_PEOPLE, id, { erasedAt: now, complete: false });
  for (const key of ownKeys(id)) tx.delete(key);
  return granted({});
}

/** Each part may be done again. Returns the revision at which all of it was done. */
async function finishErasing({ state }: Gateway, id: string, actor: string): Promise<number> {
  const note = { actor, cause: "person-erased", correlation: `erase-${id}` };
  const tokens = await state.read((snapshot) =>
    listDocuments<AccessToken>(snapshot, ACCESS_TOKENS),
  );
  const theirs = tokens.filter(({ value }) => value.person === id).map((token) => token.id);
  for (let at = 0; at < theirs.length; at += REVOKED_AT_ONCE) {
    const some = theirs.slice(at, at + REVOKED_AT_ONCE);
    const revokedAt = state.clock.wallMs();
    await state.transact((tx) => revokeAll(tx, some, revokedAt), note);
  }
  failpoint("erasure.before-completion");
  await state.engine.erase(await keysAbout(state.engine, id), note);
  const { revision } = await state.transact((tx) => {
    const erased = erasedPerson(tx, id);
    if (!erased || erased.complete) return;
    putDocument<ErasedPerson>(tx, ERASED_PEOPLE, id, { ...erased, complete: true });
  }, note);
  return revision;
}

function revokeAll(tx: Transaction, ids: readonly string[], revokedAt: number): void {
  for (const id of ids) {
    const token = getDocument<AccessToken>(tx, ACCESS_TOKENS, id)?.value;
    if (!token || token.revokedAt !== undefined) continue;
    putDocument<AccessToken>(tx, ACCESS_TOKENS, id, { ...token, revokedAt });
  }
}
