/**
 * The log's latest records, read once for all feeds of this process: each commit wakes them all, and
 * each has to know whether the commit concerns it.
 */

import type { Revision } from "@holdfast/shared-state/engine";
import { type CommitRecord, readCommit, revisionBytes } from "./records.ts";
import type { Store } from "./store.ts";

const RECORDS_MAX = 256;

export class LogTail {
  readonly #store: Store;
  /** In the order of their reading. A record never changes: one that was read stays true. */
  readonly #records = new Map<Revision, CommitRecord>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** Undefined: the log has no such record, or has it no more. */
  read(revision: Revision): CommitRecord | undefined {
    const known = this.#records.get(revision);
    if (known) return known;
    const text = this.#store.log.get(revisionBytes(revision));
    if (text === undefined) return undefined;
    const record = readCommit(text);
    this.#records.set(revision, record);
    if (this.#records.size > RECORDS_MAX) this.#forgetOldest();
    return record;
  }

  #forgetOldest(): void {
    for (const revision of this.#records.keys()) {
      this.#records.delete(revision);
      return;
    }
  }
}
