/**
 * Group commit: jobs that wait while the disk is busy go into the next write transaction together.
 *
 *     transact ─┐
 *     transact ─┼─▶ queue ──▶ [ lock · run each job · unlock ] · one sync ──▶ settle each
 *     reaping  ─┘
 *
 * Each job sees what the jobs before it wrote, and nobody is told anything before the commit has
 * succeeded: were it to fail, even what a job had merely read would have been a dream.
 *
 * A group is bounded, in jobs and in time, since every process waits while one holds the lock.
 */

import { failpoint, HoldfastError } from "@holdfast/shared-state/engine";
import type { Store } from "./store.ts";

const JOBS_MAX = 256;
const LOCK_MS_MAX = 8;

export interface Job {
  /**
   * Runs under the write lock and returns what is to be done once the commit has been made. An
   * exception takes the whole group down: it is for a store that failed, never for a body that threw.
   */
  run(): () => void;
  /** The store failed, and nothing of the group is kept. */
  fail(error: HoldfastError): void;
}

/** Where this thread is with the write lock: it wants it, has it, or does neither. */
export type WriteLockPhase = "waiting" | "inside" | "outside";

export interface GroupCommitHooks {
  /** First under the lock. */
  begin(): void;
  /** Last under the lock. */
  end(): void;
  /** Nothing of the group has been kept. */
  failed(): void;
  /** The group has been committed; `synced`: it would survive a power cut. */
  committed(outcome: { synced: boolean }): void;
  /** The store reported a failure: has the group been committed all the same? */
  isVisible(): boolean;
  onWriteLock(phase: WriteLockPhase): void;
}

export class GroupCommit {
  /** How long our jobs held the lock; what the store does when it commits comes on top. */
  longestLockMs = 0;
  groups = 0;
  readonly #store: Store;
  readonly #hooks: GroupCommitHooks;
  #queue: Job[] = [];
  #scheduled = false;
  #whenIdle: (() => void)[] = [];

  constructor(store: Store, hooks: GroupCommitHooks) {
    this.#store = store;
    this.#hooks = hooks;
  }

  add(job: Job): void {
    this.#queue.push(job);
    if (this.#scheduled) return;
    this.#scheduled = true;
    // Not a microtask: a caller that awaits and writes again would starve timers and sockets.
    setImmediate(() => this.#flush());
  }

  /**
   * Runs `inside` in the next group, under the write lock. What it returns is called once the commit
   * has been made, and gives the value, or throws what the caller is to get.
   */
  run<T>(inside: () => () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      const run = () => {
        const outcome = inside();
        return () => {
          try {
            resolve(outcome());
          } catch (thrown) {
            reject(thrown);
          }
        };
      };
      this.add({ run, fail: reject });
    });
  }

  /** Resolves when nothing is queued any more. */
  idle(): Promise<void> {
    if (!this.#scheduled) return Promise.resolve();
    return new Promise((resolve) => this.#whenIdle.push(resolve));
  }

  #flush(): void {
    const taken: Job[] = [];
    try {
      for (const settle of this.#commit(taken)) settle();
    } catch (error) {
      const failure = toEngineError(error, this.#store);
      if (taken.length === 0) taken.push(...this.#queue.splice(0)); // Not even the lock was to be had.
      for (const job of taken) job.fail(failure);
    }
    if (this.#queue.length > 0) {
      setImmediate(() => this.#flush());
      return;
    }
    this.#scheduled = false;
    for (const resolve of this.#whenIdle.splice(0)) resolve();
  }

  #commit(taken: Job[]): (() => void)[] {
    const settlements: (() => void)[] = [];
    let synced = true;
    this.#hooks.onWriteLock("waiting");
    try {
      this.#store.write(() => {
        this.#hooks.onWriteLock("inside");
        this.#runJobs(taken, settlements);
      });
    } catch (error) {
      // The sync comes after the commit: when only the sync failed, everybody sees the commit.
      if (!this.#hooks.isVisible()) {
        this.#hooks.failed();
        throw error;
      }
      synced = false;
    } finally {
      this.#hooks.onWriteLock("outside");
    }
    this.groups += 1;
    this.#hooks.committed({ synced });
    return settlements;
  }

  #runJobs(taken: Job[], settlements: (() => void)[]): void {
    const enteredMs = performance.now();
    let heldMs = 0;
    this.#hooks.begin();
    while (this.#queue.length > 0 && taken.length < JOBS_MAX && heldMs < LOCK_MS_MAX) {
      const job = this.#queue.shift()!;
      taken.push(job);
      settlements.push(job.run());
      heldMs = performance.now() - enteredMs;
    }
    failpoint("commit.before-write");
    this.#hooks.end();
    this.longestLockMs = Math.max(this.longestLockMs, performance.now() - enteredMs);
  }
}

/** Codes of a disk or a quota that is full, and LMDB's own for a map that cannot grow. */
const FULL = new Set<unknown>(["ENOSPC", "EDQUOT", "EFBIG", 28, 122, 27, -30792]);

/** What LMDB says when a write was cut short, which it also is at the end of a full disk. */
const CUT_SHORT = 5;

function toEngineError(cause: unknown, store: Store): HoldfastError {
  if (cause instanceof HoldfastError) return cause;
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  const isFull = FULL.has(code) || (code === CUT_SHORT && store.isDiskFull());
  return new HoldfastError(isFull ? "engine-full" : "engine-failed", { cause });
}
