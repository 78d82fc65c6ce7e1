/**
 * What the handles of one state share, in place of a file.
 *
 * It forgets nothing. Every key keeps each value that it ever had, by revision, and every commit is
 * kept in an array, so that the state as of a revision is plainly the last version at or before it:
 *
 *     ["room", 7]  →  12: held    15: booked    31: deleted
 *     commits      →  … 12 … 15 … 31 …
 *
 * This is the model that other engines are compared with: it is written to be obviously right, and
 * what a handle may still ask about (`retainedCommits`) is decided by the handle.
 */

import type {
  CommitNote,
  EncodedKey,
  LeaseId,
  Revision,
  StoredValue,
} from "@holdfast/shared-state/engine";
import type { LeaseTerm, LeaseTerms } from "./leases.ts";

interface Version {
  readonly revision: Revision;
  /** Undefined: deleted. */
  readonly stored: StoredValue | undefined;
}

/** The last value of each key that a commit changed; undefined where it deleted the key. */
export type Writes = ReadonlyMap<EncodedKey, StoredValue | undefined>;

export interface LoggedCommit {
  readonly revision: Revision;
  readonly at: number;
  readonly note: CommitNote;
  readonly writes: Writes;
}

export class MemoryStore {
  /** Leases that were neither revoked nor reaped. They have no past: renewing leaves no history. */
  readonly #leases = new Map<LeaseId, LeaseTerm>();
  /** Every key that ever had a value, in key order. */
  readonly #keys: EncodedKey[] = [];
  readonly #versions = new Map<EncodedKey, Version[]>();
  /** The commit of revision `r` stands at `r - 1`. */
  readonly #commits: LoggedCommit[] = [];
  readonly #commitListeners = new Set<() => void>();
  readonly #leaseListeners = new Set<() => void>();
  #leasesMade = 0;

  get head(): Revision {
    return this.#commits.length;
  }

  get leases(): LeaseTerms {
    return this.#leases;
  }

  commit(revision: Revision): LoggedCommit {
    return this.#commits[revision - 1]!;
  }

  /** The key as it was stored at that revision, whatever has become of its lease. */
  read(key: EncodedKey, revision: Revision): StoredValue | undefined {
    return this.#versions.get(key)?.findLast((version) => version.revision <= revision)?.stored;
  }

  /** Every key `k` that ever was with `start <= k && k < end`, in order. */
  keysBetween(start: EncodedKey, end: EncodedKey): EncodedKey[] {
    return this.#keys.slice(this.#position(start), this.#position(end));
  }

  /** The keys that are now bound to one of these leases, in order. */
  keysBoundTo(leases: ReadonlySet<LeaseId>): EncodedKey[] {
    if (leases.size === 0) return [];
    return this.#keys.filter((key) => {
      const lease = this.read(key, this.head)?.lease;
      return lease !== undefined && leases.has(lease);
    });
  }

  append(writes: Writes, wallMs: number, note: CommitNote): Revision {
    const revision = this.head + 1;
    const at = Math.max(this.#commits.at(-1)?.at ?? 0, wallMs);
    for (const [key, stored] of writes) this.#addVersion(key, { revision, stored });
    this.#commits.push({
      revision,
      at,
      note: { ...note },
      writes: new Map([...writes].sort(byKey)),
    });
    for (const listener of [...this.#commitListeners]) listener();
    return revision;
  }

  /** Grants a lease, or gives it another term. */
  setLease(lease: LeaseId, term: LeaseTerm): void {
    this.#leases.set(lease, term);
    for (const listener of [...this.#leaseListeners]) listener();
  }

  /** Forgets a lease that was revoked or reaped; its keys are another matter. */
  endLease(lease: LeaseId): void {
    this.#leases.delete(lease);
    for (const listener of [...this.#leaseListeners]) listener();
  }

  newLeaseId(): LeaseId {
    this.#leasesMade += 1;
    return `lease-${this.#leasesMade}`;
  }

  /** Calls `listener` after each commit, until the returned function is called. */
  onCommit(listener: () => void): () => void {
    this.#commitListeners.add(listener);
    return () => this.#commitListeners.delete(listener);
  }

  /** Calls `listener` whenever a lease was granted, renewed or ended: a renewal is no commit. */
  onLeaseChange(listener: () => void): () => void {
    this.#leaseListeners.add(listener);
    return () => this.#leaseListeners.delete(listener);
  }

  #addVersion(key: EncodedKey, version: Version): void {
    const versions = this.#versions.get(key);
    if (versions) {
      versions.push(version);
    } else {
      this.#versions.set(key, [version]);
      this.#keys.splice(this.#position(key), 0, key);
    }
  }

  /** How many keys come before this one. */
  #position(key: EncodedKey): number {
    let low = 0;
    let high = this.#keys.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#keys[middle]! < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** An empty store, for any number of handles in this process. */
export function createMemoryStore(): MemoryStore {
  return new MemoryStore();
}

function byKey([a]: readonly [EncodedKey, unknown], [b]: readonly [EncodedKey, unknown]): number {
  return a < b ? -1 : 1;
}
