/**
 * A feed of commits, read from the log when somebody asks: nothing is queued for a slow reader.
 *
 * Looking for a commit and starting to wait for one happen in the same turn, so that no commit can
 * come between them unseen.
 */

import {
  type Change,
  type Changes,
  type Commit,
  decodeKey,
  type Gap,
  hasPrefix,
  type Key,
  type Revision,
} from "@holdfast/shared-state/engine";
import type { MemoryStore } from "./memory-store.ts";

type Step = IteratorResult<Commit | Gap, undefined>;

export interface FeedOptions {
  readonly prefix: Key;
  readonly after: Revision;
  /** The feed ends when it has come so far; undefined: never. */
  readonly until: Revision | undefined;
  readonly oldestRetained: () => Revision;
  readonly onClose: () => void;
}

export class MemoryChanges implements Changes {
  readonly #store: MemoryStore;
  readonly #options: FeedOptions;
  /** Every commit up to this one has been delivered, left out or reported as a gap. */
  #position: Revision;
  #closed = false;
  #wake = () => {};
  /** Calls of `next` are answered one after the other. */
  #lastStep: Promise<unknown> = Promise.resolve();

  constructor(store: MemoryStore, options: FeedOptions) {
    this.#store = store;
    this.#options = options;
    this.#position = options.after;
  }

  next(): Promise<Step> {
    const step = this.#lastStep.then(() => this.#nextStep());
    this.#lastStep = step;
    return step;
  }

  async return(): Promise<Step> {
    this.close();
    return { value: undefined, done: true };
  }

  close(): void {
    this.#closed = true;
    this.#wake();
    this.#options.onClose();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async #nextStep(): Promise<Step> {
    const { until = Number.POSITIVE_INFINITY } = this.#options;
    while (!this.#closed && this.#position < until) {
      const event = this.#readGap() ?? this.#readCommit(until);
      if (event) return { value: event, done: false };
      if (this.#position < until) await this.#nextCommitOrClose();
    }
    if (!this.#closed) this.close();
    return { value: undefined, done: true };
  }

  #readGap(): Gap | undefined {
    const after = this.#position;
    const before = this.#options.oldestRetained();
    if (after + 1 >= before) return undefined;
    this.#position = before - 1;
    return { kind: "gap", after, before };
  }

  #readCommit(until: Revision): Commit | undefined {
    while (this.#position < Math.min(this.#store.head, until)) {
      this.#position += 1;
      const commit = asSeenFrom(this.#options.prefix, this.#store, this.#position);
      if (commit.changes.length > 0) return commit;
    }
    return undefined;
  }

  async #nextCommitOrClose(): Promise<void> {
    let stopListening = () => {};
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      stopListening = this.#store.onCommit(resolve);
    });
    stopListening();
  }
}

function asSeenFrom(prefix: Key, store: MemoryStore, position: Revision): Commit {
  const { revision, at, note, writes } = store.commit(position);
  const changes: Change[] = [];
  for (const [encoded, stored] of writes) {
    const key = decodeKey(encoded);
    if (!hasPrefix(key, prefix)) continue;
    const { lapsedAt } = store.versionAt(encoded, revision - 1) ?? {};
    const lapsed = lapsedAt === undefined ? {} : { lapsedAt };
    changes.push(stored ? { key, value: JSON.parse(stored.json), ...lapsed } : { key, ...lapsed });
  }
  return { kind: "commit", revision, at, note, changes };
}
