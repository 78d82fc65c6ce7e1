/**
 * The state at one revision. Nothing has to be copied but the leases, since the store keeps every
 * version of every key.
 *
 * Of the present, leases are judged at the moment when the snapshot is taken: what has lapsed by then
 * is absent, reaped or not. An earlier revision reads as it was committed: a lease lived there until
 * the commit that reaped or revoked it.
 */

import {
  decodeKey,
  type Entry,
  encodeKey,
  encodePrefix,
  HoldfastError,
  type Key,
  type LeaseId,
  type RangeOptions,
  type Revision,
  type Snapshot,
  type StoredValue,
} from "@holdfast/shared-state/engine";
import { type Instant, type LeaseTerms, leaseLeftMs } from "./leases.ts";
import type { MemoryStore } from "./memory-store.ts";

export class MemorySnapshot implements Snapshot {
  readonly revision: Revision;
  readonly #store: MemoryStore;
  readonly #leases: LeaseTerms;
  readonly #takenAt: Instant;
  readonly #ofThePresent: boolean;
  readonly #isClosed: () => boolean;

  constructor(store: MemoryStore, revision: Revision, takenAt: Instant, isClosed: () => boolean) {
    this.revision = revision;
    this.#store = store;
    this.#leases = new Map(store.leases);
    this.#takenAt = takenAt;
    this.#ofThePresent = revision === store.head;
    this.#isClosed = isClosed;
  }

  async get<T>(key: Key): Promise<T | undefined> {
    this.#mustBeOpen();
    const stored = this.#read(encodeKey(key));
    return stored && (JSON.parse(stored.json) as T);
  }

  async range<T>(options: RangeOptions): Promise<readonly Entry<T>[]> {
    this.#mustBeOpen();
    const entries: Entry<T>[] = [];
    for (const encoded of this.#keysOf(options)) {
      if (entries.length === options.limit) break;
      const stored = this.#read(encoded);
      if (stored) entries.push({ key: decodeKey(encoded), value: JSON.parse(stored.json) as T });
    }
    return entries;
  }

  async leaseLeftMs(lease: LeaseId): Promise<number> {
    this.#mustBeOpen();
    return leaseLeftMs(this.#leases, lease, this.#takenAt);
  }

  /** The store keeps everything anyway: there is nothing to let go of. */
  close(): void {}

  #keysOf({ prefix, after, reverse = false }: RangeOptions) {
    const { start, end } = encodePrefix(prefix);
    const keys = this.#store.keysBetween(start, end);
    if (reverse) keys.reverse();
    if (after === undefined) return keys;
    const bound = encodeKey(after);
    return keys.filter((key) => (reverse ? key < bound : key > bound));
  }

  #read(key: string): StoredValue | undefined {
    const stored = this.#store.read(key, this.revision);
    if (!this.#ofThePresent || stored?.lease === undefined) return stored;
    return leaseLeftMs(this.#leases, stored.lease, this.#takenAt) > 0 ? stored : undefined;
  }

  #mustBeOpen(): void {
    if (this.#isClosed()) throw new HoldfastError("engine-closed");
  }
}
