/**
 * Settling: the tree and the history follow the log.
 *
 *     log      … put k=1 (r7) … put k=2 (r9)
 *     tree     k → 2, since r9
 *     history  k, until r9 → since r7: what it was, the log says
 *
 * Nothing waits for it, since every reader lays the tail over the tree. It is done in the write
 * transactions of whoever commits, a chunk whenever the tail has become too long: so each commit pays
 * for about as much as it adds, the tail stays bounded under any load, and no thread has to live for
 * it. A chunk is written in key order. A key that changes again in what remains of the tail is not
 * written to the tree at all, since nobody would read it there: a document that changes all the time
 * (a busy room's diary) is written when it comes to rest. Only who reads the past needs it, and has
 * everything settle first.
 */

import type { EncodedKey, Revision } from "@holdfast/shared-state/engine";
import {
  endedKey,
  type Head,
  readVersion,
  type Version,
  writeEnded,
  writeVersion,
} from "./records.ts";
import type { Store } from "./store.ts";
import type { Tail, TailVersion } from "./tail.ts";

/** A process that opens the state reads the tail into memory: it is bounded for that. */
const TAIL_CHANGES_MAX = 4_096;
const TAIL_BYTES_MAX = 8 * 1024 * 1024;
/** The least that is settled at a time, so that sorting pays. */
const CHUNK_CHANGES = 256;

export class Settling {
  readonly #store: Store;
  readonly #tail: Tail;

  constructor(store: Store, tail: Tail) {
    this.#store = store;
    this.#tail = tail;
  }

  /** In a write transaction. */
  run(head: Head, { all }: { all: boolean }): Head {
    const { settled, oldest } = head;
    const through = all ? head.revision : this.#target(settled);
    if (through > settled) {
      for (const [key, versions] of this.#tail.versionsBetween(settled, through)) {
        this.#addToHistory(key, versions, oldest);
        const isShadowed = this.#tail.read(key, { settled: through, head: head.revision });
        if (!isShadowed) this.#putIntoTree(key, versions.at(-1)!);
      }
    } else if (!all || head.exact === head.revision) {
      return head;
    }
    return { ...head, settled: through, exact: all ? through : head.exact };
  }

  #target(settled: Revision): Revision {
    const { changes, bytes } = this.#tail.sizeAfter(settled);
    if (changes <= TAIL_CHANGES_MAX && bytes <= TAIL_BYTES_MAX) return settled;
    return this.#tail.revisionAfter(settled, {
      changes: Math.max(changes - TAIL_CHANGES_MAX, 0) + CHUNK_CHANGES,
      bytes: bytes > TAIL_BYTES_MAX ? bytes - TAIL_BYTES_MAX : Number.POSITIVE_INFINITY,
    });
  }

  #addToHistory(key: EncodedKey, versions: readonly TailVersion[], oldest: Revision): void {
    for (const { revision, before, lapsedAt } of versions) {
      if (before === 0) continue;
      const ended = { revision: before, ...(lapsedAt !== undefined && { lapsedAt }) };
      // The log has the value only of what it has not forgotten; the tree still has that.
      const value = before < oldest ? this.#inTree(key) : undefined;
      this.#store.history.put(endedKey(key, revision), writeEnded({ ...ended, ...value }));
    }
  }

  #putIntoTree(key: EncodedKey, { revision, stored }: TailVersion): void {
    if (stored) this.#store.tree.put(key, writeVersion({ revision, stored }));
    else this.#store.tree.remove(key);
  }

  #inTree(key: EncodedKey): Version | undefined {
    const text = this.#store.tree.get(key);
    return text === undefined ? undefined : readVersion(text);
  }
}
