/**
 * Makes a commit of what has already happened: the keys of lapsed leases, which nobody reads any
 * more, are deleted, so that feeds show it and the past ends where it should.
 *
 * Every handle has one, with a timer for the earliest deadline. The first to come finds the leases;
 * the others find nothing. A timer that comes too early finds nothing either, and is armed again.
 */

import type { Clock, EncodedKey, LeaseId } from "@holdfast/shared-state/engine";
import { instantOf, lapsedLeases } from "./leases.ts";
import type { MemoryStore } from "./memory-store.ts";

export class LeaseReaper {
  readonly #store: MemoryStore;
  readonly #clock: Clock;
  readonly #keysPerCommit: number;
  readonly #stopListening: () => void;
  #armedForMs: number | undefined;
  #disarm = () => {};

  constructor(store: MemoryStore, clock: Clock, keysPerCommit: number) {
    this.#store = store;
    this.#clock = clock;
    this.#keysPerCommit = keysPerCommit;
    this.#stopListening = store.onLeaseChange(() => this.#arm());
    this.#reap(); // Whatever lapsed while nobody had the store open.
  }

  stop(): void {
    this.#stopListening();
    this.#disarm();
  }

  #reap(): void {
    const lapsed = new Set(lapsedLeases(this.#store.leases, instantOf(this.#clock)));
    const keys = this.#store.keysBoundTo(lapsed);
    for (let at = 0; at < keys.length; at += this.#keysPerCommit) {
      this.#deleteKeys(keys.slice(at, at + this.#keysPerCommit), lapsed);
    }
    for (const lease of lapsed) this.#store.endLease(lease);
    this.#armedForMs = undefined;
    this.#arm();
  }

  #deleteKeys(keys: readonly EncodedKey[], lapsed: ReadonlySet<LeaseId>): void {
    const deletions = new Map(keys.map((key) => [key, undefined]));
    const note = { actor: "engine", cause: "lease-lapsed" };
    this.#store.append(deletions, { wallMs: this.#clock.wallMs(), note, lapsed });
  }

  #arm(): void {
    const deadlines = [...this.#store.leases.values()].map(({ deadlineMs }) => deadlineMs);
    const earliestMs = deadlines.length > 0 ? Math.min(...deadlines) : undefined;
    if (earliestMs === this.#armedForMs) return;
    this.#disarm();
    this.#armedForMs = earliestMs;
    if (earliestMs === undefined) return;
    // Whole milliseconds, so that a timer does not fire again and again just short of the deadline.
    const leftMs = Math.ceil(earliestMs - this.#clock.monotonicMs());
    this.#disarm = this.#clock.after(leftMs, () => this.#reap());
  }
}
