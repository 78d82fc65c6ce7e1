/**
 * A feed of commits, read from the log one by one when somebody asks: nothing is queued for a slow
 * reader, and a feed that was resumed far back costs no memory.
 *
 * At the end of the log it waits for news of its prefix. No commit gets lost between looking and
 * waiting: `News` is told from which revision on.
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
import type { LoggedCommit } from "./batch.ts";
import type { Log } from "./log.ts";
import type { News } from "./news.ts";
import type { Head } from "./records.ts";
import type { Store } from "./store.ts";

/** How many commits are read before others get a turn of the event loop. */
const COMMITS_PER_TURN = 256;

type Step = IteratorResult<Commit | Gap, undefined>;

export interface FeedOptions {
  readonly log: Log;
  readonly prefix: Key;
  readonly after: Revision;
  /** The feed ends when it has come so far; undefined: never. */
  readonly until: Revision | undefined;
  /** Has commits under that prefix noticed at once, until the returned function is called. */
  readonly attend: (prefix: Key) => () => void;
  readonly onClose: () => void;
}

export class Feed implements Changes {
  readonly #store: Store;
  readonly #news: News;
  readonly #options: FeedOptions;
  /** Every commit up to this one has been delivered, left out or reported as a gap. */
  #position: Revision;
  #head: Head;
  #commitsThisTurn = 0;
  #closed = false;
  #stopWaiting = () => {};
  #stopAttending: (() => void) | undefined;
  /** Calls of `next` are answered one after the other. */
  #lastStep: Promise<unknown> = Promise.resolve();

  constructor(store: Store, news: News, options: FeedOptions) {
    this.#store = store;
    this.#news = news;
    this.#options = options;
    this.#position = options.after;
    this.#head = this.#latestHead();
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
    this.#stopAttending?.();
    this.#options.onClose();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async #nextStep(): Promise<Step> {
    const { until = Number.POSITIVE_INFINITY } = this.#options;
    while (!this.#closed && this.#position < until) {
      if (this.#position >= this.#head.revision) this.#head = this.#latestHead();
      if (this.#position >= this.#head.revision) {
        await this.#waitForNews();
        continue;
      }
      const event = this.#read(this.#position + 1);
      await this.#giveWay();
      if (event && !this.#closed) return { value: event, done: false };
    }
    if (!this.#closed) this.close();
    return { value: undefined, done: true };
  }

  /** Undefined: that commit touches nothing that is watched. */
  #read(revision: Revision): Commit | Gap | undefined {
    const retained = revision >= this.#head.oldest;
    const commit = retained ? this.#options.log.commit(revision) : undefined;
    if (!commit) return this.#gap();
    this.#position = revision;
    return asSeenFrom(this.#options.prefix, commit);
  }

  #latestHead(): Head {
    const head = this.#store.latestHead();
    this.#options.log.heed(head);
    return head;
  }

  #gap(): Gap {
    this.#head = this.#latestHead();
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

  async #waitForNews(): Promise<void> {
    if (!this.#stopAttending) {
      this.#stopAttending = this.#options.attend(this.#awaited);
      return; // What was committed before that would be slept through: it looks again first.
    }
    const next = await new Promise<Revision | undefined>((resolve) => {
      const stop = this.#news.wait(this.#awaited, this.#position, resolve);
      this.#stopWaiting = () => {
        stop();
        resolve(undefined);
      };
    });
    // Nothing before it concerns us.
    if (next !== undefined) this.#position = Math.max(this.#position, next - 1);
    this.#commitsThisTurn = 0;
  }

  /** Whoever wants to know that the end has come has to look at every commit. */
  get #awaited(): Key {
    const { prefix, until } = this.#options;
    return until === undefined ? prefix : [];
  }

  async #giveWay(): Promise<void> {
    this.#commitsThisTurn += 1;
    if (this.#commitsThisTurn < COMMITS_PER_TURN) return;
    this.#commitsThisTurn = 0;
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}

function asSeenFrom(prefix: Key, { revision, at, note, changes }: LoggedCommit) {
  if (!changes.some(({ key }) => hasPrefix(key, prefix))) return undefined;
  const seen = changes.flatMap(({ key, stored, lapsedAt }): Change[] => {
    if (!hasPrefix(key, prefix)) return [];
    const lapsed = lapsedAt === undefined ? {} : { lapsedAt };
    return [stored ? { key, value: JSON.parse(stored.json), ...lapsed } : { key, ...lapsed }];
  });
  const commit: Commit = { kind: "commit", revision, at, note, changes: seen };
  return commit;
}
