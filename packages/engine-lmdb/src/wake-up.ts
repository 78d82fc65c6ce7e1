/**
 * Noticing commits: our own at once, other processes' because they ring the bell.
 *
 * A watch on its file costs nothing while nobody writes, and tells of a commit within a fraction of
 * a millisecond. It is a hint: what counts is the head revision, which is read each time.
 *
 * A slow poll stands behind it. Where the poll keeps finding commits of which the watch said nothing
 * (a network mount, some virtual machines), watching does not work there, and a faster poll takes
 * over: slower when nothing happens, quick again after each commit that it finds.
 */

import { type FSWatcher, watch } from "node:fs";
import type { Revision } from "@holdfast/shared-state/engine";

export interface WakeUpOptions {
  readonly file: string;
  /** The latest revision that any process has committed. */
  readonly look: () => Revision;
  /** Polls from the start, as where watching does not work. */
  readonly poll: boolean;
}

const SAFETY_POLL_MS = 100;
const FAST_POLL_MS = 4;
const FAST_POLL_MS_MAX = 64;
/** One silent commit may be a race between poll and watch; several in a row are not. */
const SILENT_COMMITS_MAX = 3;

export class WakeUp {
  readonly #options: WakeUpOptions;
  readonly #listeners = new Set<() => void>();
  #seen: Revision;
  #watcher: FSWatcher | undefined;
  #watchSpoke = false;
  #silentCommits = 0;
  #pollMs = SAFETY_POLL_MS;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: WakeUpOptions) {
    this.#options = options;
    if (options.poll) this.#pollMs = FAST_POLL_MS;
    else this.#watch();
    // After the watch has begun: a commit in between must not be lost.
    this.#seen = options.look();
    this.#armPoll();
  }

  /** The latest revision that listeners have been told of. */
  get seen(): Revision {
    return this.#seen;
  }

  get noticesBy(): "watch" | "poll" {
    return this.#watcher ? "watch" : "poll";
  }

  /** Calls `listener` after each news, until the returned function is called. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** There may be news. Says whether there were. */
  look(): boolean {
    return this.notice(this.#options.look());
  }

  /** There is a commit of that revision: ours, so that nothing has to be looked up. */
  notice(head: Revision): boolean {
    if (head <= this.#seen) return false;
    this.#seen = head;
    for (const listener of [...this.#listeners]) listener();
    return true;
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#watcher?.close();
  }

  #watch(): void {
    try {
      this.#watcher = watch(this.#options.file, () => this.#onChange());
      this.#watcher.on("error", () => this.#stopWatching());
    } catch {
      this.#stopWatching(); // No watches left on this machine, or none on this file system.
    }
  }

  #onChange(): void {
    if (this.#closed) return;
    this.#watchSpoke = true;
    this.look();
  }

  #stopWatching(): void {
    this.#watcher?.close();
    this.#watcher = undefined;
    this.#pollMs = FAST_POLL_MS;
    if (this.#timer) this.#armPoll();
  }

  #armPoll(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#onPoll(), this.#pollMs);
  }

  #onPoll(): void {
    const found = this.look();
    if (this.#closed) return; // A listener may have closed us.
    if (this.#watcher) this.#judgeWatch(found);
    else this.#pollMs = found ? FAST_POLL_MS : Math.min(this.#pollMs * 2, FAST_POLL_MS_MAX);
    this.#armPoll();
  }

  #judgeWatch(found: boolean): void {
    if (this.#watchSpoke) this.#silentCommits = 0;
    else if (found) this.#silentCommits += 1;
    this.#watchSpoke = false;
    if (this.#silentCommits >= SILENT_COMMITS_MAX) this.#stopWatching();
  }
}
