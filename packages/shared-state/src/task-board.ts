/**
 * The task board: which tasks of a queue are available, kept up to date from the feed.
 *
 * It only says what looks available: another worker may be quicker, and the transaction that takes
 * or claims the task decides. A claim or a delay that lapses is seen when it is reaped.
 */

import type { Changes, Commit, Engine, Revision } from "./engine.ts";
import type { Key } from "./keys.ts";
import { keyspace } from "./keyspace.ts";
import type { Task } from "./tasks.ts";
import { inSnapshot } from "./watches.ts";

export interface AvailableTask {
  readonly task: Task;
  /** When the task, or an obstacle to it, changed last: one look at it, one attempt. */
  readonly revision: Revision;
}

interface Seen {
  task?: Task;
  /** What keeps it from being available: its claim, its delay, its place in a lane. */
  readonly obstacles: Set<string>;
  /** Of the commit that changed it last. */
  revision: Revision;
}

export class TaskBoard {
  readonly queue: string;
  readonly #engine: Engine;
  #seen = new Map<string, Seen>();
  #loadedAt: Revision = 0;
  #feed: Changes | undefined;
  #following: Promise<void> | undefined;

  constructor(engine: Engine, queue: string) {
    this.#engine = engine;
    this.queue = queue;
  }

  /** Reads the queue, then follows it; `changed` is called after each change, and once at first. */
  async open(changed: () => void): Promise<void> {
    const after = await this.#load();
    this.#feed = this.#engine.changes({ prefix: keyspace.queue(this.queue), after });
    this.#following = this.#follow(this.#feed, changed);
    changed();
  }

  /** Oldest first. */
  available(): AvailableTask[] {
    const open: AvailableTask[] = [];
    for (const { task, obstacles, revision } of this.#seen.values()) {
      if (task && obstacles.size === 0) open.push({ task, revision });
    }
    return open.sort((a, b) => a.task.enqueuedAt - b.task.enqueuedAt);
  }

  async close(): Promise<void> {
    this.#feed?.close();
    await this.#following;
  }

  async #load(): Promise<Revision> {
    const prefix = keyspace.queue(this.queue);
    const { found, revision } = await inSnapshot(this.#engine, (snapshot) =>
      snapshot.range({ prefix }),
    );
    this.#loadedAt = revision;
    this.#seen = new Map();
    for (const { key, value } of found) this.#note(key, value, revision);
    return revision;
  }

  async #follow(feed: Changes, changed: () => void): Promise<void> {
    for await (const item of feed) {
      if (item.kind === "gap") await this.#load();
      else this.#apply(item);
      changed();
    }
  }

  #apply({ changes, revision }: Commit): void {
    if (revision <= this.#loadedAt) return; // After a gap the feed repeats what was read anew.
    for (const { key, value } of changes) this.#note(key, value, revision);
  }

  #note([, , id, obstacle]: Key, value: unknown, revision: Revision): void {
    const name = String(id);
    const seen: Seen = this.#seen.get(name) ?? { obstacles: new Set(), revision };
    seen.revision = revision;
    if (obstacle === undefined) seen.task = value as Task | undefined;
    else if (value === undefined) seen.obstacles.delete(String(obstacle));
    else seen.obstacles.add(String(obstacle));
    if (seen.task || seen.obstacles.size > 0) this.#seen.set(name, seen);
    else this.#seen.delete(name);
  }
}
