/**
 * The quick way: is the order of the commits a serial order?
 *
 * Each transaction must have read, and written over, what the one before it had left. If all did, the
 * history is serializable in that very order, and there is nothing more to look for. Sorted and scanned
 * once, a million take a few seconds. Only if one did not does the search for an anomaly begin: to read
 * something old is allowed, as long as it fits some order.
 */

import type { Transaction } from "./transactions.ts";

export function isSerialInCommitOrder(transactions: readonly Transaction[]): boolean {
  const committed = transactions.filter(({ outcome }) => outcome !== "aborted");
  if (committed.some(({ revision }) => revision === undefined)) return false;
  const inOrder = committed.sort(
    (a, b) =>
      a.revision! - b.revision! || Number(a.writes.length === 0) - Number(b.writes.length === 0),
  );
  /** Of each key the version that stands; 0: none. Of one not in it, nobody knows. */
  const standing = new Map<string, number>();
  const isAborted = abortedRevisions(transactions);
  for (const { revision, reads, writes } of inOrder) {
    for (const { key, revision: read, nth } of reads) {
      if (nth !== undefined || isAborted.has(read)) return false;
      if (read > revision! || (standing.get(key) ?? read) !== read) return false;
      standing.set(key, read);
    }
    for (const { key, before } of writes) {
      if (before !== undefined && (standing.get(key) ?? before) !== before) return false;
    }
    for (const { key, deletes } of writes) standing.set(key, deletes ? 0 : revision!);
  }
  return true;
}

function abortedRevisions(transactions: readonly Transaction[]): Set<number> {
  const aborted = new Set<number>();
  for (const { outcome, revision } of transactions) {
    if (outcome === "aborted" && revision !== undefined) aborted.add(revision);
  }
  return aborted;
}
