/**
 * Which keys of the shared state may be told of, in `/api/changes`: that something changed under
 * them, never the value. Access tokens, idempotency keys and the texts of calendars are not among
 * them, and neither is anything that nobody has thought about here.
 *
 * An admin who audits is told of every key, and of the values of those that are public. Of secrets
 * they learn that there was a change, not even the hash that is its id.
 */

import { BREAKING, ORDER_OUTCOMES, ORDERS } from "@holdfast/agent-runtime";
import {
  CALENDAR_STATUS,
  COMMITMENTS,
  closuresOf,
  MEETING_SAGAS,
  PEOPLE,
  ROOMS,
} from "@holdfast/scheduling";
import type { Key, KeyPart } from "@holdfast/shared-state";
import { ACCESS_TOKENS } from "./access.ts";
import { AGENT_FIGURES, AGENTS } from "./agents.ts";
import { IDEMPOTENCY } from "./idempotency.ts";
import { INBOX } from "./inbox.ts";

const PUBLIC_KINDS = [
  "diary",
  "hold",
  "stream",
  "task",
  "task-result",
  "artifact",
  "dead-letter",
  "saga",
  "open-saga",
  "presence",
];

const PUBLIC_COLLECTIONS = [
  ...[ROOMS, PEOPLE, COMMITMENTS, CALENDAR_STATUS, INBOX],
  ...[AGENTS, AGENT_FIGURES, BREAKING, ORDERS, ORDER_OUTCOMES],
];

/** Each room has a collection of its own. */
const CLOSURES_OF_ROOMS = closuresOf("");

export function isPublicKey([kind, collection]: Key): boolean {
  if (kind !== "document") return PUBLIC_KINDS.some((name) => name === kind);
  return (
    PUBLIC_COLLECTIONS.some((name) => name === collection) ||
    String(collection).startsWith(CLOSURES_OF_ROOMS)
  );
}

/** Can there be public keys with this prefix? */
export function isPublicPrefix(prefix: Key): boolean {
  const [kind, collection] = prefix;
  if (kind === undefined || (kind === "document" && collection === undefined)) return true;
  return isPublicKey(prefix);
}

const HIDDEN_IDS: readonly KeyPart[] = [ACCESS_TOKENS, IDEMPOTENCY];
/** Beside what is public. The last two are the notification agent's: `sent-mail.ts` there. */
const AUDITED_COLLECTIONS: readonly KeyPart[] = [MEETING_SAGAS, "sent-mail", "latest-mail"];
const AUDITED_KINDS: readonly KeyPart[] = ["violation", "lock", "lane"];

/** The key as an audit tells it. */
export function auditedKey([kind = "", collection, ...rest]: Key): KeyPart[] {
  if (collection === undefined) return [kind];
  const hides = kind === "document" && HIDDEN_IDS.includes(collection) && rest.length > 0;
  return hides ? [kind, collection, "(hidden)"] : [kind, collection, ...rest];
}

/** May an audit tell what stands there? */
export function isAuditedValue(key: Key): boolean {
  const [kind = "", collection = ""] = key;
  if (isPublicKey(key) || AUDITED_KINDS.includes(kind)) return true;
  return kind === "document" && AUDITED_COLLECTIONS.includes(collection);
}
