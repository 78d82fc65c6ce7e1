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

interface Seen {
  task?: Task;
  claimed: boolean;
  delayed: boolean;
  /** Of the commit that changed it last. */
  revision: Revision;
}

export class TaskBoard {
  readonly queue: string;
  readonly #engine: Engine;
  #seen = new Map<string, Seen>();
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
  available(): Task[] {
    const open: Task[] = [];
    for (const { task, claimed, delayed } of this.#seen.values()) {
      if (task && !claimed && !delayed) open.push(task);
    }
    return open.sort((a, b) => a.enqueuedAt - b.enqueuedAt);
  }

  /** What the worker itself has just taken off the board, without waiting for the feed to say so. */
  forget(id: string): void {
    this.#seen.delete(id);
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
    for (const { key, value } of changes) this.#note(key, value, revision);
  }

  #note([, , id, part]: Key, value: unknown, revision: Revision): void {
    const name = String(id);
    const seen = this.#seen.get(name) ?? { claimed: false, delayed: false, revision };
    if (revision < seen.revision) return; // Read anew after a gap: the feed repeats what is known.
    seen.revision = revision;
    if (part === "claim") seen.claimed = value !== undefined;
    else if (part === "delay") seen.delayed = value !== undefined;
    else if (value === undefined) delete seen.task;
    else seen.task = value as Task;
    const gone = !seen.task && !seen.claimed && !seen.delayed;
    if (gone) this.#seen.delete(name);
    else this.#seen.set(name, seen);
  }
}
