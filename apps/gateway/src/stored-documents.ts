/** Documents as a snapshot has them, so that a reply can read several things at one revision. */

import { type Document, keyspace, type Snapshot, toDocument } from "@holdfast/shared-state";

export async function readDocument<T>(
  snapshot: Snapshot,
  collection: string,
  id: string,
): Promise<Document<T> | undefined> {
  return toDocument<T>(id, await snapshot.get(keyspace.document(collection, id)));
}

/** In the order of their ids. */
export async function listDocuments<T>(
  snapshot: Snapshot,
  collection: string,
): Promise<Document<T>[]> {
  const entries = await snapshot.range({ prefix: keyspace.documents(collection) });
  return entries.flatMap(({ key, value }) => toDocument<T>(String(key[2]), value) ?? []);
}
