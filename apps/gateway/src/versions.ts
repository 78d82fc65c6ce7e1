/**
 * Versions as HTTP says them (RFC 9110, 8.8.3 and 13.1): `ETag: "3"` is what was read, `If-Match:
 * "3"` makes a change happen only while that still stands, `If-None-Match: "3"` spares reading it
 * again.
 *
 * What was read of the past (`?asOf=`) has a weak tag, `W/"3"`: enough to spare reading it again, and
 * never a match for `If-Match`. Who wants to change something has to look at how it is now.
 */

import type { FastifyReply, FastifyRequest } from "fastify";
import { askedMoment } from "./as-of.ts";
import { Problem } from "./problems.ts";

/** The version that must still stand; `any`: whatever stands now. */
export type IfMatch = number | "any";

export function entityTag(version: number): string {
  return `"${version}"`;
}

/** @throws Problem `header-invalid`; an `If-Match` that can match nothing: `version-mismatch` */
export function readIfMatch({ headers }: FastifyRequest): IfMatch | undefined {
  const written = headers["if-match"]?.trim();
  if (written === undefined) return undefined;
  if (written === "*") return "any";
  // A weak tag never matches here, nor does one that we never gave out.
  if (!/^(W\/)?"[\x21\x23-\x7e]*"$/.test(written)) {
    throw new Problem("header-invalid", { members: { header: "If-Match" } });
  }
  const version = /^"([1-9]\d{0,14})"$/.exec(written)?.[1];
  if (version === undefined) throw new Problem("version-mismatch");
  return Number(version);
}

/** @throws Problem `version-required` */
export function requireIfMatch(request: FastifyRequest): IfMatch {
  const match = readIfMatch(request);
  if (match !== undefined) return match;
  const detail = "Send the ETag that you have read as If-Match.";
  throw new Problem("version-required", { detail, members: { header: "If-Match" } });
}

export function versionMismatch(current: number): Problem {
  const headers = { ETag: entityTag(current) };
  return new Problem("version-mismatch", { members: { current: entityTag(current) }, headers });
}

/** Sets the ETag; true: the reader has this version already (304). */
export function isKnown(request: FastifyRequest, reply: FastifyReply, version: number): boolean {
  const tag = entityTag(version);
  const isPast = askedMoment(request) !== undefined;
  reply.header("ETag", isPast ? `W/${tag}` : tag).header("Cache-Control", "private, no-cache");
  const known = request.headers["if-none-match"] ?? "";
  return known.split(",").some((each) => each.trim().replace(/^W\//, "") === tag);
}
