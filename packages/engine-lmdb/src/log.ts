/**
 * The log: batches of commits, found by revision or by time.
 *
 * Each process reads the latest commits once, for its tail and for all of its feeds together, and
 * remembers some: a commit never changes once it is in the log, unless it is erased.
 */

import type { Revision } from "@holdfast/shared-state/engine";
import { type Batch, BatchHeader, type LoggedCommit, readBatch } from "./batch.ts";
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
const HEADERS_MAX = 16;

export class Log {
  readonly #store: Store;
  /** In the order of revisions, mostly; the oldest reading goes first. */
  readonly #remembered = new Map<Revision, LoggedCommit>();
  #rememberedBytes = 0;
  /** Of batches of the past, that which was read last at the end. */
  readonly #headers = new Map<Revision, BatchHeader>();
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

  /** The batch that this revision is in. */
  batchWith(revision: Revision, transaction?: ReadTransaction): Batch | undefined {
    const first = this.#firstAtOrBefore(revision, transaction);
    const batch = first === undefined ? undefined : this.batchFrom(first, transaction);
    return batch && batch.last >= revision ? batch : undefined;
  }

  /** The header of the batch that this revision is in. */
  headerWith(revision: Revision, transaction: ReadTransaction): BatchHeader | undefined {
    const first = this.#firstAtOrBefore(revision, transaction);
    const header = first === undefined ? undefined : this.#headerFrom(first, transaction);
    return header && header.last >= revision ? header : undefined;
  }

  /** The last commit at or before the time; undefined: the log has none so old. */
  revisionAt(time: number, transaction: ReadTransaction): Revision | undefined {
    const start = timeKey(time, REVISION_MAX);
    const range = { start, end: FIRST_KEY, reverse: true, transaction };
    for (const key of this.#store.times.getKeys(range)) {
      // Times are looked up by the whole millisecond: a batch may begin a fraction too late.
      const found = this.#headerFrom(revisionOfTimeKey(key), transaction)?.lastUntil(time);
      if (found !== undefined) return found;
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
    this.#headers.clear();
  }

  /** Whoever reads the past comes back to a few of them. */
  #headerFrom(first: Revision, transaction: ReadTransaction): BatchHeader | undefined {
    const known = this.#headers.get(first);
    const text = known ? undefined : this.#store.log.get(revisionKey(first), { transaction });
    const header = known ?? (text === undefined ? undefined : new BatchHeader(first, text));
    if (!header) return undefined;
    this.#headers.delete(first);
    this.#headers.set(first, header);
    if (this.#headers.size > HEADERS_MAX) {
      const [oldest] = this.#headers.keys();
      this.#headers.delete(oldest!);
    }
    return header;
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
