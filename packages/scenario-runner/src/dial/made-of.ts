/** Puts a document, and says which version it was made of: whoever judges the race compares. */

import {
  type Document,
  putDocument,
  type Transaction,
  type VersionGuard,
} from "@holdfast/shared-state";
import type { Written } from "./write.ts";

export function putMadeOf<T>(
  tx: Transaction,
  collection: string,
  id: string,
  { before, value }: { before: Document<T> | undefined; value: T },
  guard: VersionGuard = {},
): Written | undefined {
  const saved = putDocument(tx, collection, id, value, guard);
  if (!saved.ok) return undefined;
  return { basedOn: before?.version ?? 0, version: saved.document.version };
}
