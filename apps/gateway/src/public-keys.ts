/**
 * Which keys of the shared state may be told of, in `/api/changes`: that something changed under
 * them, never the value. Access tokens, idempotency keys and the texts of calendars are not among
 * them, and neither is anything that nobody has thought about here.
 */

import type { Key } from "@holdfast/shared-state";

const PUBLIC_KINDS = [
  "diary",
  "hold",
  "stream",
  "task",
  "dead-letter",
  "saga",
  "open-saga",
  "presence",
];

const PUBLIC_COLLECTIONS = ["room", "person", "commitments", "calendar-status", "agents", "inbox"];

export function isPublicKey([kind, collection]: Key): boolean {
  if (kind === "document") return PUBLIC_COLLECTIONS.some((name) => name === collection);
  return PUBLIC_KINDS.some((name) => name === kind);
}

/** Can there be public keys with this prefix? */
export function isPublicPrefix(prefix: Key): boolean {
  const [kind, collection] = prefix;
  if (kind === undefined || (kind === "document" && collection === undefined)) return true;
  return isPublicKey(prefix);
}
