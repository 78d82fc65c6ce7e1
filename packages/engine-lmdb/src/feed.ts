/**
 * A feed of commits, read from the log one by one when somebody asks: nothing is queued for a slow
 * reader, and a feed that was resumed far back costs no memory.
 *
 * No commit gets lost between looking and waiting: the wake-up remembers the latest revision that it
 * has seen, and what it has not seen yet, it will tell of.
 */

import {
  type Change,
  type Changes,
  type Commit,
  type Gap,
  HoldfastError,
  hasPrefix,
  type Key,
  type Revision,
} from "@holdfast/shared-state/engine";
import type { LogTail } from "./log-tail.ts";
import type { CommitRecord, Head } from "./records.ts";
import type { Store } from "./store.ts";
import type { WakeUp } from "./wake-up.ts";

/** How many commits are read before others get a turn of the event loop. */
const COMMITS_PER_TURN = 256;

type Step = IteratorResult<Commit | Gap, undefined>;

export interface FeedOptions {
  readonly tail: LogTail;
  readonly prefix: Key;
  readonly after: Revision;
  readonly onClose: () => void;
}

export class Feed implements Changes {
  readonly #store: Store;
  readonly #wakeUp: WakeUp;
  readonly #options: FeedOptions;
  /** Every commit up to this one has been delivered, left out or reported as a gap. */
  #position: Revision;
  #head: Head;
  #commitsThisTurn = 0;
  #closed = false;
  #stopWaiting = () => {};
  /** Calls of `next` are answered one after the other. */
  #lastStep: Promise<unknown> = Promise.resolve();

  constructor(store: Store, wakeUp: WakeUp, options: FeedOptions) {
    this.#store = store;
    this.#wakeUp = wakeUp;
    this.#options = options;
    this.#position = options.after;
    this.#head = store.latestHead();
  }

  next(): Promise<Step> {
    const step = this.#lastStep.then(() => this.#nextStep());
    this.#lastStep = step.catch(() => {}); // Its caller gets the error.
    return step;
  }

  async return(): Promise<Step> {
    this.close();
    return { value: undefined, done: true };
  }

  close(): void {
    this.#closed = true;
    this.#stopWaiting();
    this.#options.onClose();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async #nextStep(): Promise<Step> {
    while (!this.#closed) {
      if (this.#position >= this.#head.revision) this.#head = this.#store.latestHead();
      if (this.#position >= this.#head.revision) {
        await this.#news();
        continue;
      }
      const event = this.#read(this.#position + 1);
      await this.#giveWay();
      if (event && !this.#closed) return { value: event, done: false };
    }
    return { value: undefined, done: true };
  }

  /** Undefined: that commit touches nothing that is watched. */
  #read(revision: Revision): Commit | Gap | undefined {
    const record = this.#options.tail.read(revision);
    if (!record) return this.#gap();
    this.#position = revision;
    return asSeenFrom(this.#options.prefix, revision, record);
  }

  #gap(): Gap {
    this.#head = this.#store.latestHead();
    const after = this.#position;
    const before = this.#head.oldest;
    if (after + 1 >= before) {
      throw new HoldfastError("engine-failed", {
        problem: `The log has no record of revision ${after + 1}.`,
      });
    }
    this.#position = before - 1;
    return { kind: "gap", after, before };
  }

  async #news(): Promise<void> {
    let unsubscribe = () => {};
    await new Promise<void>((resolve) => {
      this.#stopWaiting = resolve;
      unsubscribe = this.#wakeUp.subscribe(resolve);
      if (this.#wakeUp.seen > this.#position) resolve();
    });
    unsubscribe();
    this.#commitsThisTurn = 0;
  }

  async #giveWay(): Promise<void> {
    this.#commitsThisTurn += 1;
    if (this.#commitsThisTurn < COMMITS_PER_TURN) return;
    this.#commitsThisTurn = 0;
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}

function asSeenFrom(prefix: Key, revision: Revision, record: CommitRecord): Commit | undefined {
  const { at, note, keys } = record.header;
  if (!keys.some((key) => hasPrefix(key, prefix))) return undefined;
  const values = record.changes();
  const changes = keys.flatMap((key, index): Change[] => {
    if (!hasPrefix(key, prefix)) return [];
    const after = values[index]?.after;
    return [after ? { key, value: after.value } : { key }];
  });
  return { kind: "commit", revision, at, note, changes };
}
