/**
 * The task board: which tasks of a queue are available, in their order, kept up to date from the feed.
 *
 * It only says what looks available: another worker may be quicker, and the transaction that takes
 * or claims the task decides. A claim or a delay that lapses is seen when it is reaped.
 *
 * A change costs O(log n) in a queue of n tasks, and so does each further task of a look, so that
 * thousands that wait slow nobody down.
 */

import type { Changes, Commit, Engine, Revision } from "./engine.ts";
import type { Key } from "./keys.ts";
import { keyspace } from "./keyspace.ts";
import { OrderedHeap } from "./ordered-heap.ts";
import { compareTasks } from "./task-order.ts";
import type { Task } from "./tasks.ts";
import { inSnapshot } from "./watches.ts";

export interface AvailableTask {
  readonly task: Task;
  /** When the task, or an obstacle to it, changed last: one look at it, one attempt. */
  readonly revision: Revision;
}

export interface BoardListener {
  /** After each change, and once when the board has been opened. */
  changed(): void;
  /** The board can follow the queue no longer, and stands still: open it again. */
  failed(error: unknown): void;
  /**
   * Nothing more will be told: the board or the engine was closed, or, after `failed`, the board
   * stands still.
   */
  ended?(): void;
}

/** What keeps a task from being available. Whatever else stands beside a task is no obstacle to it. */
const OBSTACLES = ["claim", "delay", "waiting"] as const;
type Obstacle = (typeof OBSTACLES)[number];

interface Seen {
  task?: Task;
  readonly obstacles: Set<Obstacle>;
  /** There while the task is available. */
  shown?: AvailableTask;
}

export class TaskBoard {
  readonly queue: string;
  readonly #engine: Engine;
  #seen = new Map<string, Seen>();
  #available = newHeap();
  #loadedAt: Revision = 0;
  #feed: Changes | undefined;
  #following: Promise<void> | undefined;
  #closed = false;

  constructor(engine: Engine, queue: string) {
    this.#engine = engine;
    this.queue = queue;
  }

  /** Reads the queue, then follows it. Once it has failed, it can be opened again. */
  async open(listener: BoardListener): Promise<void> {
    const after = await this.#load();
    if (this.#closed) return;
    this.#feed = this.#engine.changes({ prefix: keyspace.queue(this.queue), after });
    this.#following = this.#follow(this.#feed, listener);
    listener.changed();
  }

  /** Look at as many as are needed, at once: the board goes on changing. */
  inOrder(): Iterable<AvailableTask> {
    return this.#available;
  }

  /** The first `limit` of them, or all. */
  available(limit = Number.POSITIVE_INFINITY): AvailableTask[] {
    const first: AvailableTask[] = [];
    for (const each of this.#available) {
      if (first.length >= limit) break;
      first.push(each);
    }
    return first;
  }

  async close(): Promise<void> {
    this.#closed = true;
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
    this.#available = newHeap();
    for (const { key, value } of found) this.#note(key, value, revision);
    return revision;
  }

  /** Never rejects. */
  async #follow(feed: Changes, listener: BoardListener): Promise<void> {
    try {
      for await (const item of feed) {
        if (item.kind === "gap") await this.#load();
        else if (!this.#apply(item)) continue;
        listener.changed();
      }
    } catch (error) {
      listener.failed(error);
    } finally {
      feed.close();
      listener.ended?.();
    }
  }

  /** False: nothing that the board shows has changed. */
  #apply({ changes, revision }: Commit): boolean {
    if (revision <= this.#loadedAt) return false; // After a gap the feed repeats what was read anew.
    let changed = false;
    for (const { key, value } of changes) changed = this.#note(key, value, revision) || changed;
    return changed;
  }

  #note([, , id, part]: Key, value: unknown, revision: Revision): boolean {
    const obstacle = OBSTACLES.find((each) => each === part);
    if (part !== undefined && obstacle === undefined) return false;
    const name = String(id);
    const seen: Seen = this.#seen.get(name) ?? { obstacles: new Set() };
    if (obstacle === undefined) seen.task = value as Task | undefined;
    else if (value === undefined) seen.obstacles.delete(obstacle);
    else seen.obstacles.add(obstacle);
    this.#show(seen, revision);
    if (seen.task || seen.obstacles.size > 0) this.#seen.set(name, seen);
    else this.#seen.delete(name);
    return true;
  }

  #show(seen: Seen, revision: Revision): void {
    if (seen.shown) this.#available.delete(seen.shown);
    const { task, obstacles } = seen;
    seen.shown = task && obstacles.size === 0 ? { task, revision } : undefined;
    if (seen.shown) this.#available.add(seen.shown);
  }
}

function newHeap(): OrderedHeap<AvailableTask> {
  return new OrderedHeap((a, b) => compareTasks(a.task, b.task));
}
