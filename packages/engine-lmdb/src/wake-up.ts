/**
 * Noticing commits: our own at once, other processes' because they ring a bell that we attend to.
 *
 * A watch on its file costs nothing while nobody writes, and tells of a commit within a fraction of
 * a millisecond. It is a hint: what counts is the head revision, which is read each time.
 *
 * A slow poll stands behind it, and finds the commits that nobody here attends to. Where it keeps finding
 * some that somebody waited for, and of which the watches said nothing (a network mount, some virtual
 * machines), watching does not work there, and a faster poll takes over: slower when nothing happens,
 * quick again after each commit that it finds.
 */

import { type FSWatcher, watch } from "node:fs";
import type { Revision } from "@holdfast/shared-state/engine";

export interface WakeUpOptions {
  /** The latest revision that any process has committed. */
  readonly look: () => Revision;
  /** Polls from the start, as where watching does not work. */
  readonly poll: boolean;
}

const SAFETY_POLL_MS = 100;
const FAST_POLL_MS = 4;
const FAST_POLL_MS_MAX = 64;
/** There are commits; returns whether somebody waited for one of them. */
export type NewsListener = () => boolean;

interface Attended {
  readonly watcher: FSWatcher;
  by: number;
  /** Nobody attends to it any more: the watch ends soon. */
  ending?: NodeJS.Timeout;
}

/**
 * Who waits for something comes back for it, as a rule, and to begin and end a watch costs as much as
 * to look at several commits.
 */
const LINGER_MS = 1_000;

/** One silent commit may be a race between poll and watch; several in a row are not. */
const SILENT_COMMITS_MAX = 3;

export class WakeUp {
  readonly #options: WakeUpOptions;
  readonly #listeners = new Set<NewsListener>();
  /** The files that are watched. */
  readonly #attended = new Map<string, Attended>();
  #seen: Revision;
  #watches: boolean;
  #watchSpoke = false;
  #lookScheduled = false;
  /** Somebody had waited for what the last look found. */
  #wasAwaited = false;
  #silentCommits = 0;
  #pollMs = SAFETY_POLL_MS;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: WakeUpOptions) {
    this.#options = options;
    this.#watches = !options.poll;
    if (options.poll) this.#pollMs = FAST_POLL_MS;
    this.#seen = options.look();
    this.#armPoll();
  }

  /** The latest revision that listeners have been told of. */
  get seen(): Revision {
    return this.#seen;
  }

  get noticesBy(): "watch" | "poll" {
    return this.#watches ? "watch" : "poll";
  }

  /** Calls `listener` after each news, until the returned function is called. */
  subscribe(listener: NewsListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Looks at once when this file changes, until the returned function is called. What has been committed
   * before that is for the caller to look up, afterwards.
   */
  attend(file: string): () => void {
    const attended = this.#attended.get(file) ?? this.#watch(file);
    if (attended) {
      attended.by += 1;
      clearTimeout(attended.ending);
    }
    let attends = true;
    return () => {
      if (attended && attends) this.#leave(file, attended);
      attends = false;
    };
  }

  /** There may be news. Says whether there were. */
  look(): boolean {
    return this.notice(this.#options.look());
  }

  /** There is a commit of that revision: ours, so that nothing has to be looked up. */
  notice(head: Revision): boolean {
    if (head <= this.#seen) return false;
    this.#seen = head;
    this.#wasAwaited = false;
    for (const listener of [...this.#listeners]) if (listener()) this.#wasAwaited = true;
    return true;
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#closeWatchers();
  }

  #watch(file: string): Attended | undefined {
    if (!this.#watches || this.#closed) return undefined;
    try {
      const watcher = watch(file, () => {
        this.#watchSpoke = true; // Also too late for whoever has left: watching works.
        if (attended.by > 0) this.#lookSoon();
      });
      watcher.on("error", () => this.#stopWatching());
      const attended: Attended = { watcher, by: 0 };
      this.#attended.set(file, attended);
      return attended;
    } catch {
      this.#stopWatching(); // No watches left on this machine, or none on this file system.
      return undefined;
    }
  }

  #leave(file: string, attended: Attended): void {
    attended.by -= 1;
    if (attended.by > 0 || this.#attended.get(file) !== attended) return;
    attended.ending = setTimeout(() => {
      attended.watcher.close();
      this.#attended.delete(file);
    }, LINGER_MS);
  }

  /** One commit may ring several bells: they get one look together. */
  #lookSoon(): void {
    if (this.#lookScheduled) return;
    this.#lookScheduled = true;
    setImmediate(() => {
      this.#lookScheduled = false;
      if (!this.#closed) this.look();
    });
  }

  #stopWatching(): void {
    this.#closeWatchers();
    this.#watches = false;
    this.#pollMs = FAST_POLL_MS;
    if (this.#timer) this.#armPoll();
  }

  #closeWatchers(): void {
    for (const { watcher, ending } of this.#attended.values()) {
      clearTimeout(ending);
      watcher.close();
    }
    this.#attended.clear();
  }

  #armPoll(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#onPoll(), this.#pollMs);
  }

  #onPoll(): void {
    const found = this.look();
    if (this.#closed) return; // A listener may have closed us.
    if (this.#watches) this.#judgeWatches(found && this.#wasAwaited);
    else this.#pollMs = found ? FAST_POLL_MS : Math.min(this.#pollMs * 2, FAST_POLL_MS_MAX);
    this.#armPoll();
  }

  #judgeWatches(missed: boolean): void {
    if (this.#watchSpoke) this.#silentCommits = 0;
    else if (missed) this.#silentCommits += 1;
    this.#watchSpoke = false;
    if (this.#silentCommits >= SILENT_COMMITS_MAX) this.#stopWatching();
  }
}
