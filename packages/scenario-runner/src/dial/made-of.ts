/** Puts a document, and says which version it was made of: whoever judges the race compares. */

import { type Document, putDocument, type Transaction } from "@holdfast/shared-state";
import type { Written } from "./race-write.ts";

export function putMadeOf<T>(
  tx: Transaction,
  collection: string,
  id: string,
  { before, value }: { before: Document<T> | undefined; value: T },
): Written | undefined {
  const saved = putDocument(tx, collection, id, value);
  if (!saved.ok) return undefined;
  return { basedOn: before?.version ?? 0, version: saved.document.version };
}
