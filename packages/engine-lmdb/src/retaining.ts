/**
 * How much of the past is kept: so many commits, of so much time, in so many bytes, whichever is least.
 *
 * Each write transaction removes a few of the oldest batches, and what the history has of them, if they
 * are beyond that. So nobody ever waits for a big clean-up, also when the past is suddenly to be
 * shorter. Streams of events are ordinary keys that are never deleted: they stay.
 */

import type { Retention, Revision } from "@holdfast/shared-state/engine";
import { type Batch, type LoggedChange, readBatch } from "./batch.ts";
import {
  endedKey,
  type Head,
  REVISION_MAX,
  readEnded,
  revisionKey,
  timeKey,
  writeEnded,
} from "./records.ts";
import type { Store } from "./store.ts";

/** More than one, so that a past that is too long gets shorter. */
const BATCHES_PER_TRANSACTION = 4;

interface OldBatch extends Batch {
  readonly bytes: number;
}

export class Retaining {
  readonly #store: Store;
  readonly #retention: Retention;
  readonly #wallMs: () => number;
  /** The oldest batch, so that it is not read again each time only to be kept. */
  #oldest: OldBatch | undefined;
  /** The last erasure that was heeded: it may have written that batch anew. */
  #erased: Revision = 0;

  constructor(store: Store, retention: Retention, wallMs: () => number) {
    this.#store = store;
    this.#retention = retention;
    this.#wallMs = wallMs;
  }

  /** Which batches are to go now, oldest first. They must have settled, exactly, before they do. */
  expired(head: Head): OldBatch[] {
    this.#heed(head);
    const batches: OldBatch[] = [];
    let { oldest, bytes } = head;
    while (batches.length < BATCHES_PER_TRANSACTION) {
      const batch = this.#batchFrom(oldest);
      if (!batch || batch.last >= head.revision || !this.#isExpired(batch, head, bytes)) break;
      batches.push(batch);
      oldest = batch.last + 1;
      bytes -= batch.bytes;
    }
    return batches;
  }

  /** In a write transaction. */
  remove(batches: readonly OldBatch[], head: Head): Head {
    let { oldest, bytes } = head;
    for (const batch of batches) {
      this.#remove(batch);
      oldest = batch.last + 1;
      bytes -= batch.bytes;
    }
    return { ...head, oldest, bytes };
  }

  /** What was read of the log may have been erased since, by whichever process. */
  #heed({ erased }: Head): void {
    if (erased <= this.#erased) return;
    this.#erased = erased;
    this.#oldest = undefined;
  }

  #isExpired(batch: Batch, head: Head, bytes: number): boolean {
    const { commits, ms, bytes: bytesMax } = this.#retention;
    const last = batch.commits.at(-1)!;
    return (
      batch.last <= head.revision - commits || last.at < this.#wallMs() - ms || bytes > bytesMax
    );
  }

  #remove({ first, commits }: OldBatch): void {
    const { log, times, history } = this.#store;
    for (const { revision, changes } of commits) {
      for (const change of changes) {
        history.remove(endedKey(change.encoded, revision));
        if (change.stored) this.#rescue(change, revision);
      }
    }
    times.remove(timeKey(commits[0]!.at, first));
    log.remove(revisionKey(first));
  }

  /** A version that outlives the commit which put it takes its value into the history. */
  #rescue({ encoded, stored }: LoggedChange, revision: Revision): void {
    const { history } = this.#store;
    const start = endedKey(encoded, revision + 1);
    const range = { start, end: endedKey(encoded, REVISION_MAX), limit: 1 };
    for (const { key, value } of [...history.getRange(range)]) {
      const ended = readEnded(value);
      if (ended.revision === revision) history.put(key, writeEnded({ ...ended, stored }));
    }
  }

  #batchFrom(first: Revision): OldBatch | undefined {
    if (this.#oldest?.first === first) return this.#oldest;
    const text = this.#store.log.get(revisionKey(first));
    if (text === undefined) return undefined;
    const batch = { ...readBatch(first, text), bytes: text.length };
    this.#oldest = batch;
    return batch;
  }
}
