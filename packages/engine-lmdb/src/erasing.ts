/**
 * Erasing: no moment of the retained past has these keys any more.
 *
 * When the commit that deletes them has settled, everything that they ever held stands in the
 * history; that goes, and each batch of the log that has put one of their values is written anew
 * without it. The head says that something was erased, so that every process forgets what it remembers
 * of the log.
 */

import { type EncodedKey, encodeKey, type Key, type Revision } from "@holdfast/shared-state/engine";
import { type Batch, type LoggedCommit, writeBatch } from "./batch.ts";
import type { Log } from "./log.ts";
import { endedKey, type Head, REVISION_MAX, readEnded, revisionKey } from "./records.ts";
import type { Store } from "./store.ts";

/** In a write transaction in which everything has settled. */
export function eraseFromPast(
  { store, log }: { store: Store; log: Log },
  keys: readonly Key[],
  head: Head,
): Head {
  const encoded = new Set(keys.map(encodeKey));
  const revisions = [...encoded].flatMap((key) => eraseFromHistory(store, key));
  let { bytes } = head;
  let done: Batch | undefined;
  for (const revision of revisions.sort((a, b) => a - b)) {
    if (done && revision <= done.last) continue;
    done = log.batchWith(revision);
    if (done) bytes += eraseFromBatch(store, done, encoded);
  }
  return { ...head, bytes, erased: head.revision };
}

/** Returns the commits that had put the key. */
function eraseFromHistory(store: Store, key: EncodedKey): Revision[] {
  const range = { start: endedKey(key, 0), end: endedKey(key, REVISION_MAX) };
  const ended = [...store.history.getRange(range)];
  for (const row of ended) store.history.remove(row.key);
  return ended.map(({ value }) => readEnded(value).revision);
}

/** Returns by how much the batch has grown: it has not. */
function eraseFromBatch(store: Store, batch: Batch, keys: ReadonlySet<EncodedKey>): number {
  const without = (commit: LoggedCommit): LoggedCommit => ({
    ...commit,
    changes: commit.changes.map((change) => {
      const { key, encoded, before } = change;
      return keys.has(encoded) ? { key, encoded, before, stored: undefined } : change;
    }),
  });
  const before = writeBatch(batch.commits).length;
  const text = writeBatch(batch.commits.map(without));
  store.log.put(revisionKey(batch.first), text);
  return text.length - before;
}
