/**
 * The present: the tree as far as it has settled, with the tail laid over it, up to the head that the
 * read transaction saw. What is bound to a lease that has ended is not there.
 */

import type { EncodedKey, LeaseId, StoredValue } from "@holdfast/shared-state/engine";
import type { LeaseTable } from "./lease-table.ts";
import { type Keyed, mergeByKey } from "./merge.ts";
import { type Head, readVersion } from "./records.ts";
import { isWithin, rowsWithin, type View } from "./snapshot.ts";
import type { ReadTransaction, Store } from "./store.ts";
import type { Bounds, Reach, Tail } from "./tail.ts";

export interface PresentContext {
  readonly store: Store;
  readonly tail: Tail;
  readonly leases: LeaseTable;
  readonly nowMs: number;
}

/** Takes the transaction over. The tail has followed the log to the head that it sees. */
export function viewOfPresent(
  { store, tail, leases, nowMs }: PresentContext,
  transaction: ReadTransaction,
  { revision, at, settled }: Head,
): View {
  const reach: Reach = { settled, head: revision };
  const release = tail.hold(settled);
  const leftMs = (lease: LeaseId) => leases.leftMs(lease, nowMs, transaction);

  /** The JSON, unless the value is not there or its lease has ended. */
  const judge = (stored: StoredValue | undefined): string | undefined => {
    if (stored?.lease !== undefined && leftMs(stored.lease) === 0) return undefined;
    return stored?.json;
  };

  function* inTail(bounds: Bounds, reverse: boolean): Generator<Keyed<StoredValue | undefined>> {
    const keys = tail.keysWithin(bounds, reach);
    if (reverse) keys.reverse();
    for (const key of keys) yield [key, tail.read(key, reach)?.stored];
  }

  function* inTree(bounds: Bounds, reverse: boolean): Generator<Keyed<StoredValue>> {
    for (const { key, value } of rowsWithin(store.tree, bounds, { reverse, transaction })) {
      if (isWithin(bounds, key)) yield [key, readVersion(value).stored];
    }
  }

  return {
    revision,
    at,
    read(key: EncodedKey) {
      const version = tail.read(key, reach);
      if (version) return judge(version.stored);
      const text = store.tree.get(key, { transaction });
      return text === undefined ? undefined : judge(readVersion(text).stored);
    },
    *entries(bounds, reverse) {
      const all = mergeByKey(inTail(bounds, reverse), inTree(bounds, reverse), { reverse });
      for (const [key, stored] of all) {
        const json = judge(stored);
        if (json !== undefined) yield [key, json];
      }
    },
    leaseLeftMs: leftMs,
    close() {
      release();
      transaction.done();
    },
  };
}
