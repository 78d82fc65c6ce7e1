/**
 * `Idempotency-Key`: a request that is sent again, because its reply was lost, happens once.
 *
 * What is kept is not the reply but what it follows from: the id of the saga, noted in the commit
 * that starts it. So there is no moment at which the booking is under way and the key is unknown.
 * The key belongs to the access token that sent it, and is forgotten after a day.
 */

import { createHash } from "node:crypto";
import {
  type Key,
  keyspace,
  type LeaseId,
  type Transaction,
  toDocument,
} from "@holdfast/shared-state";
import type { FastifyRequest } from "fastify";
import type { Access } from "./access.ts";
import type { Gateway } from "./app.ts";
import { Problem } from "./problems.ts";
import type { SuggestionOut } from "./suggestions.ts";

const REMEMBERED_MS = 24 * 60 * 60 * 1_000;
export const IDEMPOTENCY = "idempotency";

export interface KeyedRequest {
  readonly key: Key;
  readonly bodyHash: string;
}

export interface RememberedRequest {
  readonly bodyHash: string;
  readonly meeting: string;
  readonly saga: string;
  readonly lease: LeaseId;
  /** What was offered instead, the first time that a refusal was told. */
  readonly alternatives?: readonly SuggestionOut[];
}

/** @throws Problem `header-invalid` */
export function keyedRequest(request: FastifyRequest, access: Access): KeyedRequest | undefined {
  const key = request.headers["idempotency-key"];
  if (key === undefined) return undefined;
  if (typeof key !== "string" || !/^[\x21-\x7e]{1,200}$/.test(key)) {
    throw new Problem("header-invalid", { members: { header: "Idempotency-Key" } });
  }
  const id = sha256(`${access.id}\n${key}`);
  return { key: keyspace.document(IDEMPOTENCY, id), bodyHash: sha256(canonical(request.body)) };
}

/** @throws Problem `idempotency-key-reused`: the key came with another body before */
export async function recall(
  { state }: Gateway,
  keyed: KeyedRequest,
): Promise<RememberedRequest | undefined> {
  return checked(keyed, await state.read((snapshot) => snapshot.get(keyed.key)));
}

/**
 * In the commit that starts the saga. Returns what the same key has started already, if it has:
 * then nothing is to be started.
 */
export function rememberOrRecall(
  tx: Transaction,
  keyed: KeyedRequest,
  request: { meeting: string; saga: string },
): RememberedRequest | undefined {
  const earlier = checked(keyed, tx.get(keyed.key));
  if (earlier) return earlier;
  const lease = tx.lease(REMEMBERED_MS);
  const value: RememberedRequest = { bodyHash: keyed.bodyHash, ...request, lease };
  tx.put(keyed.key, { version: 1, value }, { lease });
  return undefined;
}

/** The alternatives that were offered first are offered again on each replay. */
export async function rememberAlternatives(
  { state }: Gateway,
  { key }: KeyedRequest,
  alternatives: readonly SuggestionOut[],
  saga: string,
): Promise<readonly SuggestionOut[]> {
  const note = { cause: "reply-remembered", correlation: saga };
  const { value, revision } = await state.transact((tx) => {
    const remembered = toDocument<RememberedRequest>("", tx.get(key))?.value;
    if (!remembered || tx.leaseLeftMs(remembered.lease) === 0) return alternatives;
    if (remembered.alternatives) return remembered.alternatives;
    const value: RememberedRequest = { ...remembered, alternatives };
    tx.put(key, { version: 2, value }, { lease: remembered.lease });
    return alternatives;
  }, note);
  await state.engine.durable(revision);
  return value;
}

function checked({ bodyHash }: KeyedRequest, stored: unknown): RememberedRequest | undefined {
  const remembered = toDocument<RememberedRequest>("", stored)?.value;
  if (remembered && remembered.bodyHash !== bodyHash) throw new Problem("idempotency-key-reused");
  return remembered;
}

/** One text for one meaning: members in the order of their names. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_name, member: unknown) => {
    if (typeof member !== "object" || member === null || Array.isArray(member)) return member;
    return Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
