/**
 * Documents with versions: optimistic concurrency.
 *
 * Read a version, think as long as you like, write *if that version still stands*. Whoever was
 * overtaken is told, with the current document, and decides again. No update is ever lost.
 *
 *     A reads v3 ────────── thinks ────────── replace ifVersion 3 ✗ version-mismatch, current v4
 *        B reads v3 ── replace ifVersion 3 ✓ v4
 *
 * A deleted document leaves its version number behind, so that a document made anew under the same
 * id can never be mistaken for the old one.
 */

import type { Reader, Snapshot, Transaction } from "./engine.ts";
import { keyspace } from "./keyspace.ts";
import { type Granted, granted, type Refused, refused } from "./outcome.ts";

export interface Document<T> {
  readonly id: string;
  /** Counts this document's changes, from 1. */
  readonly version: number;
  readonly value: T;
}

/** The version that a document must have for the write to happen; 0: it must not exist. */
export interface VersionGuard {
  readonly ifVersion?: number;
}

export type DocumentSaved<T> =
  | Granted<{ document: Document<T> }>
  | Refused<"version-mismatch", { current: Document<T> | undefined }>;

export type DocumentDeleted<T> =
  | Granted
  | Refused<"version-mismatch", { current: Document<T> }>
  | Refused<"not-found">;

interface StoredDocument<T> {
  readonly version: number;
  /** Undefined: deleted. */
  readonly value?: T;
}

export function getDocument<T>(
  reader: Reader,
  collection: string,
  id: string,
): Document<T> | undefined {
  return toDocument(id, reader.get<StoredDocument<T>>(keyspace.document(collection, id)));
}

/** As a snapshot has it, so that several things can be read at one revision. */
export async function readDocument<T>(
  snapshot: Snapshot,
  collection: string,
  id: string,
): Promise<Document<T> | undefined> {
  return toDocument<T>(id, await snapshot.get(keyspace.document(collection, id)));
}

/** All of a collection, in the order of their ids. */
export async function listDocuments<T>(
  snapshot: Snapshot,
  collection: string,
): Promise<Document<T>[]> {
  const entries = await snapshot.range({ prefix: keyspace.documents(collection) });
  return entries.flatMap(({ key, value }) => toDocument<T>(String(key[2]), value) ?? []);
}

export function putDocument<T>(
  tx: Transaction,
  collection: string,
  id: string,
  value: T,
  { ifVersion }: VersionGuard = {},
): DocumentSaved<T> {
  const key = keyspace.document(collection, id);
  const stored = tx.get<StoredDocument<T>>(key);
  const current = toDocument<T>(id, stored);
  if (ifVersion !== undefined && (current?.version ?? 0) !== ifVersion) {
    return refused("version-mismatch", { current });
  }
  const document = { id, version: (stored?.version ?? 0) + 1, value };
  tx.put(key, { version: document.version, value });
  return granted({ document });
}

export function deleteDocument<T>(
  tx: Transaction,
  collection: string,
  id: string,
  { ifVersion }: VersionGuard = {},
): DocumentDeleted<T> {
  const current = getDocument<T>(tx, collection, id);
  if (!current) return refused("not-found");
  if (ifVersion !== undefined && current.version !== ifVersion) {
    return refused("version-mismatch", { current });
  }
  tx.put(keyspace.document(collection, id), { version: current.version + 1 });
  return granted({});
}

export function toDocument<T>(id: string, stored: unknown): Document<T> | undefined {
  const { version, value } = (stored ?? {}) as Partial<StoredDocument<T>>;
  if (version === undefined || value === undefined) return undefined;
  return { id, version, value };
}
