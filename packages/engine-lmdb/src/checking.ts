/**
 * Checks a state as a whole, in one read transaction: every row of every table can be read and says
 * something, the log has no hole, and the latest commits, folded, are what the tree has.
 *
 *     log    … put k (r7) … delete k (r9) … put m (r9)        fold: k is gone, m since r9
 *     tree   m, since r9                                      the same, as far as it has settled
 */

import {
  decodeKey,
  type EncodedKey,
  HoldfastError,
  type StoredValue,
} from "@holdfast/shared-state/engine";
import { readBatch } from "./batch.ts";
import {
  FIRST_KEY,
  type Head,
  type LeaseRecord,
  readEnded,
  readEndedKey,
  readVersion,
  revisionOfKey,
  writeVersion,
} from "./records.ts";
import type { ReadTransaction, Store, Table } from "./store.ts";

/** Behind every key of the log. */
const LAST_KEY = "\xff";

/**
 * Returns the head of a state that is whole.
 * @throws HoldfastError `state-damaged`
 */
export function checkState(store: Store): Head {
  const transaction = store.readTransaction();
  try {
    const head = store.head(transaction);
    mustHold(isInOrder(head), "Its head contradicts itself.");
    compareLogWithTree(store, transaction, head);
    readAllRows(store, transaction);
    return head;
  } catch (cause) {
    if (cause instanceof HoldfastError && cause.code === "state-damaged") throw cause;
    throw new HoldfastError("state-damaged", { problem: "A page of it cannot be read.", cause });
  } finally {
    transaction.done();
  }
}

function isInOrder({ oldest, settled, exact, revision }: Head): boolean {
  return exact <= settled && settled <= revision && 1 <= oldest && oldest <= revision + 1;
}

/** From the last commit back to `oldest`, without a hole: what a key became last is met first. */
function compareLogWithTree(store: Store, transaction: ReadTransaction, head: Head): void {
  const seen = new Set<EncodedKey>();
  let awaited = head.revision;
  const latestFirst = { start: LAST_KEY, end: FIRST_KEY, reverse: true, transaction };
  for (const { key, value } of store.log.getRange(latestFirst)) {
    const { first, last, commits } = readBatch(revisionOfKey(key), value);
    mustHold(last === awaited, `Its log has no revision ${awaited}.`);
    awaited = first - 1;
    for (const { revision, changes } of commits.toReversed()) {
      for (const { encoded, stored } of changes) {
        if (seen.has(encoded)) continue;
        seen.add(encoded);
        if (revision > head.settled) continue; // Readers take it from the log.
        const expected = stored && writeVersion({ revision, stored });
        const found = store.tree.get(encoded, { transaction });
        mustHold(found === expected, `Its tree has not what revision ${revision} put.`);
      }
    }
  }
  mustHold(awaited === head.oldest - 1, `Its log has no revision ${awaited}.`);
}

function readAllRows(store: Store, transaction: ReadTransaction): void {
  for (const { key, value } of rows(store.tree, transaction)) {
    decodeKey(key);
    mustBeVersion(readVersion(value));
  }
  for (const { key, value } of rows(store.history, transaction)) {
    decodeKey(readEndedKey(key).key);
    const { revision, stored } = readEnded(value);
    mustHold(revision > 0, "Its history names no revision.");
    if (stored) JSON.parse(stored.json);
  }
  for (const { key, value } of rows(store.leases, transaction)) {
    decodeKey(key);
    const { keys } = JSON.parse(value) as LeaseRecord;
    mustHold(Array.isArray(keys), "A lease has no keys.");
  }
  for (const table of [store.times, store.deadlines]) {
    for (const { key } of rows(table, transaction)) mustHold(key.length > 0, "A key is empty.");
  }
}

function mustBeVersion({ revision, stored }: { revision: number; stored: StoredValue }): void {
  mustHold(revision > 0, "Its tree names no revision.");
  JSON.parse(stored.json);
}

function rows(table: Table, transaction: ReadTransaction) {
  return table.getRange({ start: FIRST_KEY, transaction });
}

function mustHold(holds: boolean, problem: string): void {
  if (!holds) throw new HoldfastError("state-damaged", { problem });
}
