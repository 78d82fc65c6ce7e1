/**
 * `PUT` of a document: creating it needs nothing, replacing it needs `If-Match`, so that nobody's
 * change is lost. A `PUT` of what stands already changes nothing and succeeds, as a retry should.
 */

import { isDeepStrictEqual } from "node:util";
import {
  getDocument,
  granted,
  putDocument,
  refused,
  type Transaction,
} from "@holdfast/shared-state";
import type { FastifyReply, FastifyRequest } from "fastify";
import { type Access, actorOf } from "./access.ts";
import type { Gateway } from "./app.ts";
import { commitDurably } from "./durably.ts";
import { Problem } from "./problems.ts";
import { readIfMatch, requireIfMatch, versionMismatch } from "./versions.ts";

interface Replacement<T> {
  readonly collection: string;
  readonly id: string;
  readonly value: T;
  readonly access: Access;
  /** Why it must not be put there at all, if so. */
  readonly refusal?: (tx: Transaction) => Problem | undefined;
  /** What else is to happen in the commit that replaces an earlier value. */
  readonly onReplaced?: (tx: Transaction, before: T) => void;
  /** Of what others do because of it. */
  readonly correlation?: string;
}

/** @throws Problem `version-required`, `version-mismatch` */
export async function replaceDocument<T>(
  gateway: Gateway,
  request: FastifyRequest,
  reply: FastifyReply,
  { collection, id, value, access, onReplaced, refusal, correlation }: Replacement<T>,
): Promise<{ version: number; created: boolean }> {
  const match = readIfMatch(request);
  const createOnly = request.headers["if-none-match"] === "*";
  const saved = await commitDurably(
    gateway,
    reply,
    (tx) => {
      const problem = refusal?.(tx);
      if (problem) return refused("forbidden", { problem });
      const current = getDocument<T>(tx, collection, id);
      if (current && isDeepStrictEqual(current.value, value) && !createOnly) {
        return granted({ version: current.version, created: false });
      }
      if (current && match === undefined && !createOnly) return refused("version-required");
      if (createOnly ? current : match !== undefined && !matches(match, current?.version)) {
        return refused("version-mismatch", { current: current?.version });
      }
      const put = putDocument(tx, collection, id, value);
      if (!put.ok) throw new Error(`Document ${collection}/${id}: ${put.reason}.`);
      if (current) onReplaced?.(tx, current.value);
      return granted({ version: put.document.version, created: !current });
    },
    {
      actor: actorOf(access),
      cause: `${collection}-replaced`,
      ...(correlation && { correlation }),
    },
  );
  if (saved.ok) return saved;
  if (saved.reason === "forbidden") throw saved.problem;
  if (saved.reason === "version-required") requireIfMatch(request);
  const { current } = saved as { current?: number };
  throw current === undefined ? new Problem("version-mismatch") : versionMismatch(current);
}

function matches(match: number | "any", version: number | undefined): boolean {
  return version !== undefined && (match === "any" || match === version);
}
