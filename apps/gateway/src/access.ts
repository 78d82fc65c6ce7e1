/**
 * Who may call: access tokens, as records of a person and a role that can be revoked.
 *
 * The state keeps a token's SHA-256 only, so that whoever reads the state cannot call with it. It
 * is found by that hash: comparing hashes tells a guesser nothing about the token by its timing,
 * because they cannot choose the hash of what they send.
 */

import { createHash, randomBytes } from "node:crypto";
import { ROLES, type Role } from "@holdfast/api";
import {
  getDocument,
  putDocument,
  readDocument,
  type SharedState,
  type Snapshot,
} from "@holdfast/shared-state";

export const ACCESS_TOKENS = "access-token";

export interface AccessToken {
  readonly person: string;
  readonly role: Role;
  /** Wall time in milliseconds. */
  readonly createdAt: number;
  readonly revokedAt?: number;
}

/** Who is calling. */
export interface Access {
  /** The token's hash. */
  readonly id: string;
  readonly person: string;
  readonly role: Role;
}

export function newAccessToken(): string {
  return randomBytes(24).toString("base64url");
}

export function accessTokenId(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

/** Read anew for each request: revoking works at once. */
export async function findAccess(state: SharedState, id: string): Promise<Access | undefined> {
  const look = (snapshot: Snapshot) => readDocument<AccessToken>(snapshot, ACCESS_TOKENS, id);
  const record = (await state.read(look))?.value;
  if (!record || record.revokedAt !== undefined) return undefined;
  return { id, person: record.person, role: record.role };
}

export function mayAct(access: Access, role: Role): boolean {
  return ROLES.indexOf(access.role) >= ROLES.indexOf(role);
}

/** How the person stands in holds, events and notes. */
export function actorOf({ person }: Access): string {
  return `person/${person}`;
}

/** The token of whoever runs the system. False: it was revoked, and stays so. */
export async function ensureAdminToken(state: SharedState, token: string): Promise<boolean> {
  const id = accessTokenId(token);
  const now = state.clock.wallMs();
  const { value, revision } = await state.transact(
    (tx) => {
      const existing = getDocument<AccessToken>(tx, ACCESS_TOKENS, id)?.value;
      if (existing) return existing.revokedAt === undefined;
      const record: AccessToken = { person: "admin", role: "admin", createdAt: now };
      putDocument(tx, ACCESS_TOKENS, id, record);
      return true;
    },
    { cause: "access-token-created" },
  );
  await state.engine.durable(revision);
  return value;
}
