/**
 * The state at one revision, standing still.
 *
 * Both kinds read in one read transaction of the store. The *present* lays the tail over the tree, and
 * leaves out what a lapsed lease still binds (`present.ts`). An *earlier moment* takes from tree and
 * history the versions that were alive then (`past.ts`).
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
import type { Keyed } from "./merge.ts";
import { FIRST_KEY } from "./records.ts";
import type { ReadTransaction, Table } from "./store.ts";
import type { Bounds } from "./tail.ts";

/** What a snapshot is of. */
export interface View {
  readonly revision: Revision;
  readonly at: number;
  /** The JSON at a key. */
  read(key: EncodedKey): string | undefined;
  /** In key order, or reversed. */
  entries(bounds: Bounds, reverse: boolean): Iterable<Keyed<string>>;
  leaseLeftMs(lease: LeaseId): number;
  close(): void;
}

export class LmdbSnapshot implements Snapshot {
  readonly revision: Revision;
  readonly at: number;
  readonly #view: View;
  readonly #onClose: (snapshot: Snapshot) => void;
  #closed = false;

  constructor(view: View, onClose: (snapshot: Snapshot) => void) {
    this.revision = view.revision;
    this.at = view.at;
    this.#view = view;
    this.#onClose = onClose;
  }

  async get<T>(key: Key): Promise<T | undefined> {
    this.#mustBeOpen();
    const encoded = encodeKey(key);
    const json = encoded === "" ? undefined : this.#view.read(encoded);
    return json === undefined ? undefined : (JSON.parse(json) as T);
  }

  async range<T>(options: RangeOptions): Promise<readonly Entry<T>[]> {
    this.#mustBeOpen();
    const { limit = Number.POSITIVE_INFINITY, reverse = false } = options;
    const entries: Entry<T>[] = [];
    if (limit <= 0) return entries;
    for (const [key, json] of this.#view.entries(boundsOf(options), reverse)) {
      entries.push({ key: decodeKey(key), value: JSON.parse(json) as T });
      if (entries.length >= limit) break;
    }
    return entries;
  }

  async leaseLeftMs(lease: LeaseId): Promise<number> {
    this.#mustBeOpen();
    return this.#view.leaseLeftMs(lease);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#view.close();
    this.#onClose(this);
  }

  #mustBeOpen(): void {
    if (this.#closed) throw new HoldfastError("engine-closed");
  }
}

export function isWithin({ start, end }: Bounds, key: EncodedKey): boolean {
  return start <= key && key < end;
}

/** The rows of a table from the bounds' start to their end, and perhaps some just outside of them. */
export function* rowsWithin(
  table: Table,
  { start, end }: Bounds,
  { reverse, transaction }: { reverse: boolean; transaction: ReadTransaction },
): Generator<{ key: string; value: string }> {
  const range = table.getRange({
    ...{ transaction, reverse },
    start: reverse ? end : start || FIRST_KEY,
    end: reverse ? FIRST_KEY : end,
  });
  for (const row of range) {
    if (reverse && row.key < start) return;
    yield row;
  }
}

function boundsOf({ prefix, after, reverse }: RangeOptions): Bounds {
  const { start, end } = encodePrefix(prefix);
  if (after === undefined) return { start, end };
  const bound = encodeKey(after);
  if (reverse) return bound < end ? { start, end: bound } : { start, end };
  const following = `${bound}\0`; // Nothing sorts between a key and this.
  return following > start ? { start: following, end } : { start, end };
}
