/**
 * What one commit writes: the tree, the lease tables, and a record in the log.
 *
 * Several commits go into one write transaction of the store (see `group-commit.ts`); each has its
 * own revision. `begin` and `end` frame such a group, and `head` is the last commit in between.
 *
 * The log keeps a bounded past. Each commit removes a few of the oldest records beyond that, so that
 * nobody ever waits for a big clean-up, also when the past is suddenly to be shorter.
 */

import type {
  BufferedWrite,
  CommitNote,
  EncodedKey,
  LeaseChange,
  LeaseId,
  Revision,
  StoredValue,
} from "@holdfast/shared-state/engine";
import type { LeaseTable } from "./lease-table.ts";
import {
  EMPTY_HEAD,
  type Head,
  keyBytes,
  readStored,
  revisionBytes,
  type TextChange,
  writeCommit,
  writeStored,
} from "./records.ts";
import type { Store } from "./store.ts";

/** More than one, so that a past that is too long gets shorter. */
const TRIMMED_PER_COMMIT = 4;

export interface CommitSettings {
  readonly wallMs: () => number;
  readonly retainedCommits: number;
}

export class Commits {
  readonly #store: Store;
  readonly #leases: LeaseTable;
  readonly #settings: CommitSettings;
  #head: Head = EMPTY_HEAD;
  #appended = false;
  #barrier = false;
  #lastRecord = "";

  constructor(store: Store, leases: LeaseTable, settings: CommitSettings) {
    this.#store = store;
    this.#leases = leases;
    this.#settings = settings;
  }

  get head(): Head {
    return this.#head;
  }

  begin(): void {
    this.#head = this.#store.head();
    this.#appended = false;
    this.#barrier = false;
  }

  end(): void {
    if (this.#appended) this.#store.putHead(this.#head);
  }

  /** Makes the group write, so that it is synced, also if nobody commits anything in it. */
  barrier(): void {
    this.#barrier = true;
    this.#store.putBarrier();
  }

  /** Will the group's sync take every commit up to `head` along? An empty one syncs nothing. */
  get syncs(): boolean {
    return this.#appended || this.#barrier;
  }

  /** Has the group's last commit become part of the store? */
  isVisible(): boolean {
    if (!this.#appended) return false;
    this.#store.refresh();
    return this.#store.log.get(revisionBytes(this.#head.revision)) === this.#lastRecord;
  }

  read(key: EncodedKey): StoredValue | undefined {
    const text = this.#store.keys.get(keyBytes(key));
    return text === undefined ? undefined : readStored(text);
  }

  /** Commits these writes. */
  append(writes: ReadonlyMap<EncodedKey, StoredValue | undefined>, note: CommitNote): void {
    const changes: TextChange[] = [];
    for (const [key, after] of writes) {
      const before = this.read(key);
      changes.push({ key, before, after });
      this.#rebind(key, before?.lease, after?.lease);
      if (after) this.#store.keys.put(keyBytes(key), writeStored(after));
      else if (before) this.#store.keys.remove(keyBytes(key));
    }
    changes.sort((a, b) => (a.key < b.key ? -1 : 1));
    this.#log(changes, note);
  }

  /** Applies what a body did to leases; returns the keys that went with those it revoked. */
  applyLeases(changes: ReadonlyMap<LeaseId, LeaseChange>, nowMs: number): EncodedKey[] {
    const orphans: EncodedKey[] = [];
    for (const [lease, change] of changes) {
      if (change.kind === "revoked") {
        orphans.push(...this.#leases.keysOf(lease));
        this.#leases.end(lease);
      } else {
        this.#leases.set(lease, nowMs + change.forMs);
      }
    }
    return orphans;
  }

  #rebind(key: EncodedKey, before: LeaseId | undefined, after: LeaseId | undefined): void {
    if (before === after) return;
    if (before !== undefined) this.#leases.unbind(before, key);
    if (after !== undefined) this.#leases.bind(after, key);
  }

  #log(changes: readonly TextChange[], note: CommitNote): void {
    const revision = this.#head.revision + 1;
    const at = Math.max(this.#head.at, this.#settings.wallMs());
    this.#appended = true;
    this.#lastRecord = writeCommit(at, note, changes);
    this.#store.log.put(revisionBytes(revision), this.#lastRecord);
    this.#head = { revision, at, oldest: this.#trim(revision) };
  }

  #trim(newest: Revision): Revision {
    const wanted = newest - this.#settings.retainedCommits + 1;
    const oldest = Math.min(
      Math.max(wanted, this.#head.oldest),
      this.#head.oldest + TRIMMED_PER_COMMIT,
    );
    for (let revision = this.#head.oldest; revision < oldest; revision++) {
      this.#store.log.remove(revisionBytes(revision));
    }
    return oldest;
  }
}

/** The body's own writes, and the deletions of what was bound to the leases that it revoked. */
export function writesOf(
  written: ReadonlyMap<EncodedKey, BufferedWrite>,
  orphans: readonly EncodedKey[],
): Map<EncodedKey, StoredValue | undefined> {
  const writes = new Map<EncodedKey, StoredValue | undefined>();
  for (const key of orphans) writes.set(key, undefined);
  for (const [key, { stored }] of written) writes.set(key, stored);
  return writes;
}
