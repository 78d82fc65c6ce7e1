/**
 * The state at one revision. Nothing has to be copied, since the store keeps every version of every
 * key; what differs between the present and the past is which leases count as lapsed.
 *
 *     the present     those that have lapsed by the instant at which the snapshot is taken
 *     as of a time    those that had lapsed by that wall time, as far as one can tell
 *     as of a commit  none: a lease lived until the commit that reaped or revoked it
 */

import {
  decodeKey,
  type EncodedKey,
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

/** How a snapshot judges leases. What it says must not change while the snapshot is open. */
export interface LeaseJudgement {
  readonly leaseLeftMs: (lease: LeaseId) => number;
  readonly hasLapsed: (key: EncodedKey, lease: LeaseId) => boolean;
}

export function judgeAt(terms: LeaseTerms, now: Instant): LeaseJudgement {
  const copied = new Map(terms);
  return {
    leaseLeftMs: (lease) => leaseLeftMs(copied, lease, now),
    hasLapsed: (_, lease) => leaseLeftMs(copied, lease, now) === 0,
  };
}

export function judgeAsOfTime(lapsed: ReadonlySet<EncodedKey>): LeaseJudgement {
  return { leaseLeftMs: () => 0, hasLapsed: (key) => lapsed.has(key) };
}

export const JUDGE_AS_COMMITTED: LeaseJudgement = {
  leaseLeftMs: () => 0,
  hasLapsed: () => false,
};

export interface SnapshotOptions {
  readonly revision: Revision;
  readonly leases: LeaseJudgement;
  readonly isEngineClosed: () => boolean;
}

export class MemorySnapshot implements Snapshot {
  readonly revision: Revision;
  readonly at: number;
  readonly #store: MemoryStore;
  readonly #leases: LeaseJudgement;
  readonly #isEngineClosed: () => boolean;

  constructor(store: MemoryStore, { revision, leases, isEngineClosed }: SnapshotOptions) {
    this.revision = revision;
    this.at = store.timeOf(revision);
    this.#store = store;
    this.#leases = leases;
    this.#isEngineClosed = isEngineClosed;
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
    return this.#leases.leaseLeftMs(lease);
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

  #read(key: EncodedKey): StoredValue | undefined {
    const stored = this.#store.read(key, this.revision);
    if (stored?.lease === undefined) return stored;
    return this.#leases.hasLapsed(key, stored.lease) ? undefined : stored;
  }

  #mustBeOpen(): void {
    if (this.#isEngineClosed()) throw new HoldfastError("engine-closed");
  }
}
