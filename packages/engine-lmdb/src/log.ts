/**
 * The log: batches of commits, found by revision or by time.
 *
 * Each process reads the latest commits once, for its tail and for all of its feeds together, and
 * remembers some: a commit never changes once it is in the log, unless it is erased.
 */

import type { Revision } from "@holdfast/shared-state/engine";
import { type Batch, type LoggedCommit, readBatch } from "./batch.ts";
import {
  FIRST_KEY,
  type Head,
  REVISION_MAX,
  revisionKey,
  revisionOfKey,
  revisionOfTimeKey,
  timeKey,
} from "./records.ts";
import type { ReadTransaction, Store } from "./store.ts";

/** So many of the latest commits are remembered, and so many characters at most. */
const REMEMBERED_COMMITS_MAX = 2_048;
const REMEMBERED_BYTES_MAX = 8 * 1024 * 1024;
const BATCHES_MAX = 16;

export class Log {
  readonly #store: Store;
  /** In the order of revisions, mostly; the oldest reading goes first. */
  readonly #remembered = new Map<Revision, LoggedCommit>();
  #rememberedBytes = 0;
  /** Batches of the past, that which was read last at the end. */
  readonly #batches = new Map<Revision, Batch>();
  /** The last erasure that was heeded. */
  #erased: Revision = 0;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Undefined: the log has no such commit, or has it no more. */
  commit(revision: Revision, transaction?: ReadTransaction): LoggedCommit | undefined {
    const known = this.#remembered.get(revision);
    if (known) return known;
    const batch = this.batchFrom(revision, transaction) ?? this.batchWith(revision, transaction);
    if (!batch) return undefined;
    this.remember(batch);
    return batch.commits[revision - batch.first];
  }

  /** The batch that begins with this revision, as the given transaction sees it. */
  batchFrom(first: Revision, transaction?: ReadTransaction): Batch | undefined {
    const text = this.#store.log.get(revisionKey(first), transaction && { transaction });
    return text === undefined ? undefined : readBatch(first, text);
  }

  /** The batch that this revision is in. Whoever reads the past comes back to a few of them. */
  batchWith(revision: Revision, transaction?: ReadTransaction): Batch | undefined {
    const first = this.#firstAtOrBefore(revision, transaction);
    if (first === undefined) return undefined;
    const batch = this.#batches.get(first) ?? this.batchFrom(first, transaction);
    if (!batch || batch.last < revision) return undefined;
    this.#batches.delete(first);
    this.#batches.set(first, batch);
    if (this.#batches.size > BATCHES_MAX) {
      const [oldest] = this.#batches.keys();
      this.#batches.delete(oldest!);
    }
    return batch;
  }

  /** The last commit at or before the time; undefined: the log has none so old. */
  commitAt(time: number, transaction: ReadTransaction): LoggedCommit | undefined {
    const start = timeKey(time, REVISION_MAX);
    const range = { start, end: FIRST_KEY, reverse: true, limit: 2, transaction };
    for (const key of this.#store.times.getKeys(range)) {
      const batch = this.batchFrom(revisionOfTimeKey(key), transaction);
      // Times are looked up by the whole millisecond: the batch may begin a fraction too late.
      const found = batch?.commits.findLast(({ at }) => at <= time);
      if (found) return found;
    }
    return undefined;
  }

  remember({ commits }: Batch): void {
    for (const commit of commits) {
      if (this.#remembered.has(commit.revision)) continue;
      this.#remembered.set(commit.revision, commit);
      this.#rememberedBytes += bytesOf(commit);
    }
    for (const [revision, commit] of this.#remembered) {
      const few = this.#remembered.size <= REMEMBERED_COMMITS_MAX;
      if (few && this.#rememberedBytes <= REMEMBERED_BYTES_MAX) return;
      this.#remembered.delete(revision);
      this.#rememberedBytes -= bytesOf(commit);
    }
  }

  /** What was remembered may have been erased since. Call it with each head before reading up to it. */
  heed({ erased }: Head): void {
    if (erased <= this.#erased) return;
    this.#erased = erased;
    this.#remembered.clear();
    this.#rememberedBytes = 0;
    this.#batches.clear();
  }

  #firstAtOrBefore(revision: Revision, transaction?: ReadTransaction): Revision | undefined {
    const [key] = this.#store.log.getKeys({
      ...{ start: revisionKey(revision), end: FIRST_KEY, reverse: true, limit: 1 },
      ...(transaction && { transaction }),
    });
    return key === undefined ? undefined : revisionOfKey(key);
  }
}

function bytesOf({ changes }: LoggedCommit): number {
  let bytes = 0;
  for (const { encoded, stored } of changes) bytes += encoded.length + (stored?.json.length ?? 0);
  return bytes;
}
