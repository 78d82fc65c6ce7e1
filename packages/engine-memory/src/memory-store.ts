/**
 * What the handles of one state share, in place of a file.
 *
 * It forgets nothing but what is erased. Every key keeps each value that it ever had, by revision,
 * and every commit is kept in an array, so that the state as of a revision is plainly the last
 * version at or before it:
 *
 *     ["room", 7]  →  12: held    15: booked    31: deleted
 *     commits      →  … 12 … 15 … 31 …
 *
 * This is the model that other engines are compared with: it is written to be obviously right, and
 * what a handle may still ask about (its retention) is decided by the handle.
 */

import type {
  CommitNote,
  EncodedKey,
  LeaseId,
  Revision,
  StoredValue,
} from "@holdfast/shared-state/engine";
import type { LeaseTerm, LeaseTerms } from "./leases.ts";

/** A key's value from one commit until the next that changes it. */
export interface Version {
  readonly revision: Revision;
  /** Undefined: deleted. */
  readonly stored: StoredValue | undefined;
  /** When its lease had lapsed, by the wall clock, if the commit that ended it came after that. */
  readonly lapsedAt?: number;
}

/** The last value of each key that a commit changed; undefined where it deleted the key. */
export type Writes = ReadonlyMap<EncodedKey, StoredValue | undefined>;

export interface LoggedCommit {
  readonly revision: Revision;
  readonly at: number;
  readonly note: CommitNote;
  readonly writes: Writes;
  /** What this commit and all before it take, roughly. */
  readonly bytesSoFar: number;
}

export interface CommitContext {
  readonly wallMs: number;
  readonly note: CommitNote;
  /** The leases that have lapsed by now and were not reaped before this commit. */
  readonly lapsed: ReadonlySet<LeaseId>;
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

  /** The wall time of that commit; 0 of the empty store. */
  timeOf(revision: Revision): number {
    return this.#commits[revision - 1]?.at ?? 0;
  }

  /** The last commit at or before that wall time; 0 when there is none. */
  revisionAt(time: number): Revision {
    return this.#commits.findLastIndex(({ at }) => at <= time) + 1;
  }

  /** What that revision has of the key; undefined when the key had never been there before. */
  versionAt(key: EncodedKey, revision: Revision): Version | undefined {
    return this.#versions.get(key)?.findLast((version) => version.revision <= revision);
  }

  /** The key as it was stored at that revision, whatever has become of its lease. */
  read(key: EncodedKey, revision: Revision): StoredValue | undefined {
    return this.versionAt(key, revision)?.stored;
  }

  /** Every key `k` that ever was with `start <= k && k < end`, in order. */
  keysBetween(start: EncodedKey, end: EncodedKey): EncodedKey[] {
    return this.#keys.slice(this.#position(start), this.#position(end));
  }

  /** The keys that were there at that revision and whose lease had lapsed by that wall time. */
  keysLapsedBy(time: number, revision: Revision): Set<EncodedKey> {
    const lapsed = this.#keys.filter((key) => {
      const version = this.versionAt(key, revision);
      if (version?.stored?.lease === undefined) return false;
      return time >= this.#endOfLease(key, version, version.stored.lease);
    });
    return new Set(lapsed);
  }

  /** The keys that are now bound to one of these leases, in order. */
  keysBoundTo(leases: ReadonlySet<LeaseId>): EncodedKey[] {
    if (leases.size === 0) return [];
    return this.#keys.filter((key) => {
      const lease = this.read(key, this.head)?.lease;
      return lease !== undefined && leases.has(lease);
    });
  }

  /** Did the key have a value at any time that was not erased? */
  hasEverHad(key: EncodedKey): boolean {
    return this.#versions.get(key)?.some(({ stored }) => stored) ?? false;
  }

  append(writes: Writes, { wallMs, note, lapsed }: CommitContext): Revision {
    const revision = this.head + 1;
    const at = Math.max(this.timeOf(this.head), wallMs);
    for (const key of writes.keys()) this.#noteLapse(key, at, lapsed);
    const bytesSoFar = (this.#commits.at(-1)?.bytesSoFar ?? 0) + bytesOf(writes);
    const sorted = new Map([...writes].sort(byKey));
    this.#commits.push({ revision, at, note: { ...note }, writes: sorted, bytesSoFar });
    for (const [key, stored] of writes) this.#addVersion(key, { revision, stored });
    for (const listener of [...this.#commitListeners]) listener();
    return revision;
  }

  /** Takes every value that these keys ever had out of versions and commits. */
  forget(keys: ReadonlySet<EncodedKey>): void {
    for (const key of keys) this.#versions.set(key, []);
    for (const [index, commit] of this.#commits.entries()) {
      const writes = [...commit.writes].map(
        ([key, stored]) => [key, keys.has(key) ? undefined : stored] as const,
      );
      this.#commits[index] = { ...commit, writes: new Map(writes) };
    }
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

  /**
   * When the version's lease ended it, by the wall clock: never, if something else did while the
   * lease lived. A version that is still there ends when its lease is expected to lapse.
   */
  #endOfLease(key: EncodedKey, version: Version, lease: LeaseId): number {
    if (version.lapsedAt !== undefined) return version.lapsedAt;
    const isStillThere = version === this.#versions.get(key)?.at(-1);
    const term = isStillThere ? this.#leases.get(lease) : undefined;
    return term ? term.until : Number.POSITIVE_INFINITY;
  }

  /** A commit at `at` ends the key's latest version: had its lease lapsed before that, and when? */
  #noteLapse(key: EncodedKey, at: number, lapsed: ReadonlySet<LeaseId>): void {
    const versions = this.#versions.get(key) ?? [];
    const version = versions.at(-1);
    const lease = version?.stored?.lease;
    if (!version || lease === undefined || !lapsed.has(lease)) return;
    const until = this.#leases.get(lease)!.until;
    const lapsedAt = Math.min(at, Math.max(until, this.timeOf(version.revision)));
    versions[versions.length - 1] = { ...version, lapsedAt };
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

function bytesOf(writes: Writes): number {
  let bytes = 0;
  for (const [key, stored] of writes) bytes += key.length + (stored?.json.length ?? 0);
  return bytes;
}

function byKey([a]: readonly [EncodedKey, unknown], [b]: readonly [EncodedKey, unknown]): number {
  return a < b ? -1 : 1;
}
