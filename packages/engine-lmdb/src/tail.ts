/**
 * The tail: what is in the log and not yet in the tree, in memory.
 *
 *     log   … 41 42 43 │ 44 45 46 47        tree and history: up to 43
 *                      settled      head    tail: 44 to 47
 *
 * Every process keeps its own, by reading the log. A state at some head is the tree with the tail's
 * later versions laid over it. A snapshot holds still while the tail grows: it asks for versions
 * between the revision up to which *its* tree had settled and its own head, and the tail keeps those
 * for as long as a snapshot may ask.
 */

import type { EncodedKey, Revision, StoredValue } from "@holdfast/shared-state/engine";
import type { LoggedCommit } from "./batch.ts";
import type { TreeCache } from "./tree-cache.ts";

/** What one commit left of a key. */
export interface TailVersion {
  readonly revision: Revision;
  /** Which commit had put what was there before; 0: nothing was. */
  readonly before: Revision;
  /** Undefined: deleted. */
  readonly stored: StoredValue | undefined;
  readonly lapsedAt: number | undefined;
}

/** All keys `k` with `start <= k && k < end`. */
export interface Bounds {
  readonly start: EncodedKey;
  readonly end: EncodedKey;
}

/** The versions that a reader may see: later than what its tree holds, not later than its head. */
export interface Reach {
  readonly settled: Revision;
  readonly head: Revision;
}

interface Size {
  readonly changes: number;
  /** In characters. */
  readonly bytes: number;
}

const NOTHING: Size = { changes: 0, bytes: 0 };

interface TailCommit {
  readonly revision: Revision;
  readonly keys: readonly EncodedKey[];
  /** Of all commits up to this one. */
  readonly upToHere: Size;
}

export class Tail {
  /** Oldest first; none is empty. */
  readonly #versions = new Map<EncodedKey, TailVersion[]>();
  /** In order of revisions: which keys each commit changed. */
  readonly #commits: TailCommit[] = [];
  /** What the commits that were forgotten were made of: sizes are differences of sums. */
  #dropped: Size = NOTHING;
  readonly #held = new Set<{ readonly settled: Revision }>();
  readonly #tree: TreeCache;
  #position: Revision = 0;

  /** @param tree what is known of the tree; the tail says what is not true any more */
  constructor(tree: TreeCache) {
    this.#tree = tree;
  }

  /** Every commit up to this one is in the tail, or was in the tree when the tail began. */
  get position(): Revision {
    return this.#position;
  }

  /** The tail begins anew behind what has settled: the tree has overtaken it. */
  skipTo(settled: Revision): void {
    if (settled <= this.#position) return;
    this.#position = settled;
    this.#tree.forgetAll();
  }

  add({ revision, changes }: LoggedCommit): void {
    let bytes = 0;
    const keys = changes.map(({ encoded, before, stored, lapsedAt }) => {
      const version = { revision, before, stored, lapsedAt };
      this.#tree.forget(encoded);
      const versions = this.#versions.get(encoded);
      if (versions) versions.push(version);
      else this.#versions.set(encoded, [version]);
      bytes += encoded.length + (stored?.json.length ?? 0);
      return encoded;
    });
    const before = this.#commits.at(-1)?.upToHere ?? this.#dropped;
    const upToHere = { changes: before.changes + keys.length, bytes: before.bytes + bytes };
    this.#commits.push({ revision, keys, upToHere });
    this.#position = revision;
  }

  /** Undefined: the tail says nothing of it, ask the tree. */
  read(key: EncodedKey, { settled, head }: Reach): TailVersion | undefined {
    const versions = this.#versions.get(key);
    if (!versions) return undefined;
    for (let index = versions.length - 1; index >= 0; index--) {
      const version = versions[index]!;
      if (version.revision <= settled) return undefined;
      if (version.revision <= head) return version;
    }
    return undefined;
  }

  /** The first change of the key that the tree does not know of. */
  firstChange(key: EncodedKey, { settled, head }: Reach): TailVersion | undefined {
    return this.#versions.get(key)?.find(({ revision }) => revision > settled && revision <= head);
  }

  /** The keys within the bounds of which the tail has something to say, in key order. */
  keysWithin({ start, end }: Bounds, reach: Reach): EncodedKey[] {
    const keys: EncodedKey[] = [];
    for (const key of this.#versions.keys()) {
      if (start <= key && key < end && this.read(key, reach)) keys.push(key);
    }
    return keys.sort(byKey);
  }

  /** How many changes, and how many characters, the commits after `settled` are made of. */
  sizeAfter(settled: Revision): Size {
    const all = this.#commits.at(-1)?.upToHere ?? this.#dropped;
    const before = this.#commits[this.#countThrough(settled) - 1]?.upToHere ?? this.#dropped;
    return { changes: all.changes - before.changes, bytes: all.bytes - before.bytes };
  }

  /** The first commit after `settled` by which that much lies behind one. */
  revisionAfter(settled: Revision, least: Size): Revision {
    const from = this.#countThrough(settled);
    const before = this.#commits[from - 1]?.upToHere ?? this.#dropped;
    for (const { revision, upToHere } of this.#commits.slice(from)) {
      const changes = upToHere.changes - before.changes;
      if (changes >= least.changes || upToHere.bytes - before.bytes >= least.bytes) return revision;
    }
    return this.#position;
  }

  /** The versions of each key in `(settled, through]`, in key order, oldest first. */
  versionsBetween(settled: Revision, through: Revision): [EncodedKey, TailVersion[]][] {
    const commits = this.#commits.slice(this.#countThrough(settled), this.#countThrough(through));
    const keys = new Set(commits.flatMap((commit) => commit.keys));
    const isBetween = ({ revision }: TailVersion) => revision > settled && revision <= through;
    return [...keys].sort(byKey).map((key) => [key, this.#versions.get(key)!.filter(isBetween)]);
  }

  /** These commits have not been kept after all. */
  takeBack(after: Revision): void {
    while ((this.#commits.at(-1)?.revision ?? 0) > after) {
      const { keys } = this.#commits.pop()!;
      for (const key of keys) {
        const versions = this.#versions.get(key)!;
        versions.pop();
        if (versions.length === 0) this.#versions.delete(key);
      }
    }
    this.#position = Math.min(this.#position, after);
  }

  /** Whoever reads over a tree that had settled so far may ask for later versions, until released. */
  hold(settled: Revision): () => void {
    const held = { settled };
    this.#held.add(held);
    return () => this.#held.delete(held);
  }

  /** The tree has these: they are forgotten, once nobody reads over an older tree. */
  forget(settled: Revision): void {
    let through = settled;
    for (const held of this.#held) through = Math.min(through, held.settled);
    const count = this.#countThrough(through);
    if (count === 0) return;
    this.#dropped = this.#commits[count - 1]!.upToHere;
    for (const { keys } of this.#commits.splice(0, count)) {
      for (const key of keys) this.#forgetVersion(key, through);
    }
  }

  /** How many of the commits are not later than `revision`. */
  #countThrough(revision: Revision): number {
    let low = 0;
    let high = this.#commits.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#commits[middle]!.revision <= revision) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #forgetVersion(key: EncodedKey, through: Revision): void {
    const versions = this.#versions.get(key);
    if (!versions) return; // Another of the commits has taken them all.
    const kept = versions.findIndex(({ revision }) => revision > through);
    if (kept === -1) this.#versions.delete(key);
    else if (kept > 0) versions.splice(0, kept);
  }
}

export function byKey(a: EncodedKey, b: EncodedKey): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
