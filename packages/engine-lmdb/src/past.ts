/**
 * An earlier moment, as of revision R: of each key, the version that was put by then and had not ended.
 *
 *     history   k: r3–r7   k: r7–r9        as of r8: the one of r7–r9
 *     tree      k: since r9                as of r9: the tree's
 *
 * Versions of a key follow one another without overlap, so at most one was alive. In the history they
 * are ordered by their ends: the first that ended after R is it, or none of them is. Everything up to R
 * must have settled exactly (see `Head`).
 *
 * As of a time, what was bound to a lease that had lapsed by then is left out as well, though nobody
 * had reaped it yet.
 */

import { type EncodedKey, HoldfastError } from "@holdfast/shared-state/engine";
import type { LeaseTable } from "./lease-table.ts";
import type { Log } from "./log.ts";
import { type Keyed, mergeByKey } from "./merge.ts";
import {
  type EndedVersion,
  endedKey,
  type Head,
  REVISION_MAX,
  readEnded,
  readEndedKey,
  readVersion,
  type Version,
} from "./records.ts";
import { isWithin, rowsWithin, type View } from "./snapshot.ts";
import type { ReadTransaction, Store } from "./store.ts";
import type { Bounds, Reach, Tail } from "./tail.ts";

export interface PastMoment {
  readonly revision: number;
  /** Wall time of that commit. */
  readonly at: number;
  /** Which wall time was asked for; undefined: the revision was. */
  readonly time: number | undefined;
}

export interface PastContext {
  readonly store: Store;
  readonly log: Log;
  readonly tail: Tail;
  readonly leases: LeaseTable;
}

/** Takes the transaction over. The tail has followed the log to the head that it sees. */
export function viewOfPast(
  { store, log, tail, leases }: PastContext,
  transaction: ReadTransaction,
  head: Head,
  { revision, at, time }: PastMoment,
): View {
  const reach: Reach = { settled: head.settled, head: head.revision };
  const release = tail.hold(head.settled);

  const wasThere = (key: EncodedKey, version: Version): boolean => {
    if (version.revision > revision) return false;
    const { lease } = version.stored;
    if (time === undefined || lease === undefined) return true;
    // A commit that has not settled may have ended it: then that says whether it had lapsed before.
    const ended = tail.firstChange(key, reach);
    const until = ended ? ended.lapsedAt : leases.until(lease, transaction);
    return until === undefined || until > time;
  };

  const hadBeenThere = ({ revision: since, lapsedAt }: EndedVersion): boolean =>
    since <= revision && (time === undefined || lapsedAt === undefined || lapsedAt > time);

  /** The history says which version it was, and the log what it held. */
  const jsonOf = (key: EncodedKey, { revision: since, stored }: EndedVersion): string => {
    const json = stored?.json ?? log.headerWith(since, transaction)?.valueAt(since, key);
    if (json === undefined) {
      throw new HoldfastError("engine-failed", { problem: `The log has no revision ${since}.` });
    }
    return json;
  };

  /** Undefined of a version that had lapsed: the tree may know it still, and must not show it. */
  function* inHistory(bounds: Bounds, reverse: boolean): Generator<Keyed<string | undefined>> {
    for (const row of rowsWithin(store.history, bounds, { reverse, transaction })) {
      const { key, end } = readEndedKey(row.key);
      if (end <= revision || !isWithin(bounds, key)) continue;
      const version = readEnded(row.value);
      if (version.revision > revision) continue;
      yield [key, hadBeenThere(version) ? jsonOf(key, version) : undefined];
    }
  }

  function* inTree(bounds: Bounds, reverse: boolean): Generator<Keyed<string>> {
    for (const row of rowsWithin(store.tree, bounds, { reverse, transaction })) {
      const version = readVersion(row.value);
      if (isWithin(bounds, row.key) && wasThere(row.key, version))
        yield [row.key, version.stored.json];
    }
  }

  const firstEndedAfter = (key: EncodedKey): EndedVersion | undefined => {
    const range = { start: endedKey(key, revision + 1), end: endedKey(key, REVISION_MAX) };
    const [row] = store.history.getRange({ ...range, limit: 1, transaction });
    return row && readEnded(row.value);
  };

  return {
    revision,
    at,
    read(key) {
      const ended = firstEndedAfter(key);
      if (ended) return hadBeenThere(ended) ? jsonOf(key, ended) : undefined;
      const text = store.tree.get(key, { transaction });
      const version = text === undefined ? undefined : readVersion(text);
      return version && wasThere(key, version) ? version.stored.json : undefined;
    },
    *entries(bounds, reverse) {
      const all = mergeByKey(inHistory(bounds, reverse), inTree(bounds, reverse), { reverse });
      for (const [key, json] of all) if (json !== undefined) yield [key, json];
    },
    leaseLeftMs: () => 0,
    close() {
      release();
      transaction.done();
    },
  };
}
