/**
 * Makes a commit of what has already happened: the keys of lapsed leases, which nobody reads any
 * more, are deleted, so that feeds show it and the past ends where it should.
 *
 * Every process has one, with a timer for the earliest deadline. So that they do not all reach for
 * the write lock in the same millisecond, the process that granted the lease goes first; the others
 * wait a moment, look again, and as a rule find nothing left to do.
 */

import { randomInt } from "node:crypto";
import { type Clock, encodeKey, failpoint, type LeaseId } from "@holdfast/shared-state/engine";
import type { Commits, Write } from "./commits.ts";
import type { GroupCommit, Job } from "./group-commit.ts";
import type { LeaseTable } from "./lease-table.ts";
import type { Store } from "./store.ts";

const NOTE = { actor: "engine", cause: "lease-lapsed" };
/** How long others wait for the process that granted the lease: up to twice this. */
const COURTESY_MS = 4;
/** After a commit that failed. */
const RETRY_MS = 1_000;
/** Shorter than the shortest lease: none lapses unnoticed, and reads judge by themselves anyway. */
const NOTICE_MS = 5;

export interface ReaperContext {
  readonly store: Store;
  readonly leases: LeaseTable;
  readonly commits: Commits;
  readonly group: GroupCommit;
  readonly clock: Clock;
  readonly keysPerCommit: number;
  /** Did this process grant it? */
  readonly isOurs: (lease: LeaseId) => boolean;
}

export class Reaper {
  readonly #context: ReaperContext;
  #armedForMs: number | undefined;
  #disarm = () => {};
  #courtesy: NodeJS.Timeout | undefined;
  #look: NodeJS.Timeout | undefined;
  #lookScheduled = false;
  #reaping = false;
  #stopped = false;

  constructor(context: ReaperContext) {
    this.#context = context;
    // Whatever lapsed while nobody had the store open, and what is left of an earlier boot.
    if (this.#due().length > 0) this.#reap();
    else this.#arm();
  }

  /**
   * Leases may have changed. Commits come in bursts: many calls are one look, a moment later. Returns
   * false: nobody waited for it.
   */
  notice(): false {
    if (this.#lookScheduled || this.#stopped) return false;
    this.#lookScheduled = true;
    this.#look = setTimeout(() => {
      this.#lookScheduled = false;
      this.#arm();
    }, NOTICE_MS);
    return false;
  }

  stop(): void {
    this.#stopped = true;
    this.#disarm();
    clearTimeout(this.#courtesy);
    clearTimeout(this.#look);
  }

  #due(): LeaseId[] {
    const { store, leases, clock, keysPerCommit } = this.#context;
    store.refresh();
    return leases.due(clock.monotonicMs(), keysPerCommit);
  }

  #arm(): void {
    if (this.#reaping) return; // It arms when it has finished.
    const { store, leases, clock } = this.#context;
    store.refresh();
    const earliestMs = leases.nextDeadlineMs();
    if (earliestMs === this.#armedForMs) return;
    this.#disarm();
    this.#armedForMs = earliestMs;
    if (earliestMs === undefined) return;
    const leftMs = Math.ceil(earliestMs - clock.monotonicMs());
    this.#disarm = clock.after(leftMs, () => this.#onDeadline());
  }

  #onDeadline(): void {
    this.#armedForMs = undefined;
    const due = this.#due();
    if (due.length === 0) this.#arm();
    else if (due.some(this.#context.isOurs)) this.#reap();
    else this.#reapUnlessOthersDo();
  }

  #reapUnlessOthersDo(): void {
    clearTimeout(this.#courtesy);
    this.#courtesy = setTimeout(
      () => {
        if (this.#due().length > 0) this.#reap();
        else this.#arm();
      },
      randomInt(COURTESY_MS, 2 * COURTESY_MS + 1),
    );
  }

  #reap(): void {
    if (this.#reaping || this.#stopped) return;
    failpoint("reaper.before-reaping");
    this.#reaping = true;
    const job: Job = {
      run: () => this.#commitLapsed(),
      fail: () => this.#failed(),
    };
    this.#context.group.add(job);
  }

  /** More may be due than goes into one commit, and what is left of other boots has no deadline here. */
  #finish(): void {
    this.#reaping = false;
    this.#armedForMs = undefined;
    if (this.#stopped) return;
    if (this.#due().length > 0) this.#reap();
    else this.#arm();
  }

  /** The disk may be full: each attempt takes the lock that every writer needs. */
  #failed(): void {
    this.#reaping = false;
    this.#armedForMs = undefined;
    if (!this.#stopped) this.#disarm = this.#context.clock.after(RETRY_MS, () => this.#finish());
  }

  /** Under the write lock: one commit's worth of keys, and the leases that have none left. */
  #commitLapsed(): () => void {
    const { leases, commits, clock, keysPerCommit } = this.#context;
    const deletions: Write[] = [];
    const reaped: LeaseId[] = [];
    const nowMs = clock.monotonicMs();
    for (const lease of leases.due(nowMs, keysPerCommit)) {
      // A job before this one, of the same group, has renewed it in its last moment.
      if (leases.leftMs(lease, nowMs) > 0) continue;
      const room = keysPerCommit - deletions.length;
      const keys = leases.keysOf(lease);
      for (const key of keys.slice(0, room)) {
        deletions.push({ key, encoded: encodeKey(key), stored: undefined });
      }
      if (keys.length > room) break;
      reaped.push(lease);
    }
    if (deletions.length > 0) commits.append(deletions, NOTE);
    for (const lease of reaped) leases.end(lease);
    return () => this.#finish();
  }
}
