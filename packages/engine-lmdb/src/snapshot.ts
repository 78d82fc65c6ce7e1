/**
 * The state at one revision.
 *
 * Of the present, it is a read transaction of the store, which stands still by itself; what a lapsed
 * lease still binds is left out. Of an earlier revision, it is the same with an overlay: what later
 * commits did is undone from the log, which says of each change what was there before. Of several
 * later changes to a key, the first one's "before" is what counts.
 *
 *     as of 7:   tree of 9  ◂──undo 9──  ◂──undo 8──
 *
 * An earlier revision reads as it was committed: a lease lived there until the commit that reaped it.
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
} from "@holdfast/shared-state/engine";
import type { LeaseTable } from "./lease-table.ts";
import {
  type Head,
  keyBytes,
  keyOfBytes,
  type LoggedValue,
  readCommit,
  readStored,
  revisionBytes,
} from "./records.ts";
import type { ReadTransaction, Store } from "./store.ts";

/** How many commits are undone before others get a turn of the event loop. */
const COMMITS_PER_TURN = 256;

/** What was there; undefined where nothing was. */
type Overlay = ReadonlyMap<EncodedKey, LoggedValue | undefined>;

export interface SnapshotContext {
  readonly store: Store;
  readonly leases: LeaseTable;
  readonly nowMs: number;
  readonly onClose: (snapshot: Snapshot) => void;
}

/** @throws HoldfastError `revision-not-retained`, `revision-in-the-future` */
export async function openSnapshot(
  context: SnapshotContext,
  wanted: Revision | undefined,
): Promise<LmdbSnapshot> {
  const transaction = context.store.readTransaction();
  try {
    const head = context.store.head(transaction);
    const revision = wanted ?? head.revision;
    mustBeRetained(revision, head);
    const overlay =
      revision === head.revision
        ? undefined
        : await undo(context.store, transaction, { from: head.revision, to: revision });
    return new LmdbSnapshot(context, transaction, revision, overlay);
  } catch (error) {
    transaction.done();
    throw error;
  }
}

/** Revision 0 has no commit: the empty state is known for as long as the first commit is. */
function mustBeRetained(revision: Revision, head: Head): void {
  if (revision > head.revision) throw new HoldfastError("revision-in-the-future");
  if (Math.max(revision, 1) < head.oldest) throw new HoldfastError("revision-not-retained");
}

async function undo(
  store: Store,
  transaction: ReadTransaction,
  { from, to }: { from: Revision; to: Revision },
): Promise<Overlay> {
  const overlay = new Map<EncodedKey, LoggedValue | undefined>();
  for (let revision = from; revision > to; revision--) {
    const text = store.log.get(revisionBytes(revision), { transaction });
    if (text === undefined) throw new HoldfastError("engine-failed");
    const { header, changes } = readCommit(text);
    for (const [index, { before }] of changes().entries()) {
      overlay.set(encodeKey(header.keys[index]!), before);
    }
    if ((from - revision) % COMMITS_PER_TURN === COMMITS_PER_TURN - 1) {
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  }
  return overlay;
}

export class LmdbSnapshot implements Snapshot {
  readonly revision: Revision;
  readonly #context: SnapshotContext;
  readonly #transaction: ReadTransaction;
  /** Undefined: this is the present. */
  readonly #overlay: Overlay | undefined;
  #closed = false;

  constructor(
    context: SnapshotContext,
    transaction: ReadTransaction,
    revision: Revision,
    overlay: Overlay | undefined,
  ) {
    this.#context = context;
    this.#transaction = transaction;
    this.revision = revision;
    this.#overlay = overlay;
  }

  async get<T>(key: Key): Promise<T | undefined> {
    this.#mustBeOpen();
    const encoded = encodeKey(key);
    const options = { transaction: this.#transaction };
    if (encoded === "" || this.#overlay?.has(encoded))
      return this.#undone(encoded) as T | undefined;
    const text = this.#context.store.keys.get(keyBytes(encoded), options);
    return (text === undefined ? undefined : this.#judge(text)) as T | undefined;
  }

  async range<T>(options: RangeOptions): Promise<readonly Entry<T>[]> {
    this.#mustBeOpen();
    const entries: Entry<T>[] = [];
    const limit = options.limit ?? Number.POSITIVE_INFINITY;
    if (limit <= 0) return entries;
    for (const [key, value] of this.#entries(boundsOf(options), options.reverse ?? false)) {
      if (value === undefined) continue;
      entries.push({ key: decodeKey(key), value: value as T });
      if (entries.length >= limit) break;
    }
    return entries;
  }

  async leaseLeftMs(lease: LeaseId): Promise<number> {
    this.#mustBeOpen();
    return this.#context.leases.leftMs(lease, this.#context.nowMs, this.#transaction);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#transaction.done();
    this.#context.onClose(this);
  }

  /** Keys and values in order; undefined for what is not there. */
  *#entries(bounds: Bounds, reverse: boolean): Generator<readonly [EncodedKey, unknown]> {
    const inOrder = (a: EncodedKey, b: EncodedKey) => (reverse ? a > b : a < b);
    const undone = [...(this.#overlay?.keys() ?? [])].filter((key) => isWithin(bounds, key));
    undone.sort((a, b) => (inOrder(a, b) ? -1 : 1));
    let next = 0;
    for (const [key, text] of this.#stored(bounds, reverse)) {
      while (next < undone.length && inOrder(undone[next]!, key)) {
        yield [undone[next]!, this.#undone(undone[next]!)];
        next += 1;
      }
      if (!this.#overlay?.has(key)) yield [key, this.#judge(text)];
    }
    for (const key of undone.slice(next)) yield [key, this.#undone(key)];
  }

  /** The tree between the bounds. The store's ranges end before `end` and start at `start`. */
  *#stored(bounds: Bounds, reverse: boolean): Generator<readonly [EncodedKey, string]> {
    const range = this.#context.store.keys.getRange({
      transaction: this.#transaction,
      reverse,
      start: keyBytes(reverse ? bounds.end : bounds.start || "\0"),
      end: reverse ? undefined : keyBytes(bounds.end),
    });
    for (const { key, value } of range) {
      const encoded = keyOfBytes(key);
      if (reverse && encoded < bounds.start) return;
      if (isWithin(bounds, encoded)) yield [encoded, value];
    }
  }

  #undone(key: EncodedKey): unknown {
    const before = this.#overlay?.get(key);
    return before && structuredClone(before.value);
  }

  /** The value of a stored text; undefined when this is the present and its lease has ended. */
  #judge(text: string): unknown {
    const { json, lease } = readStored(text);
    if (lease !== undefined && !this.#overlay && !this.#isAlive(lease)) return undefined;
    return JSON.parse(json);
  }

  #isAlive(lease: LeaseId): boolean {
    return this.#context.leases.leftMs(lease, this.#context.nowMs, this.#transaction) > 0;
  }

  #mustBeOpen(): void {
    if (this.#closed) throw new HoldfastError("engine-closed");
  }
}

/** All keys `k` with `start <= k && k < end`. */
interface Bounds {
  readonly start: EncodedKey;
  readonly end: EncodedKey;
}

function isWithin({ start, end }: Bounds, key: EncodedKey): boolean {
  return start <= key && key < end;
}

function boundsOf({ prefix, after, reverse }: RangeOptions): Bounds {
  const { start, end } = encodePrefix(prefix);
  if (after === undefined) return { start, end };
  const bound = encodeKey(after);
  if (reverse) return bound < end ? { start, end: bound } : { start, end };
  const following = `${bound}\0`; // Nothing sorts between a key and this.
  return following > start ? { start: following, end } : { start, end };
}
