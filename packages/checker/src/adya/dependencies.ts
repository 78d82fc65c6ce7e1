/**
 * The direct serialization graph (Atul Adya, "Weak Consistency", 1999): which transaction must come
 * before which, and why.
 *
 *     ww   the second wrote over what the first had written
 *     wr   the second read what the first had written
 *     rw   the second wrote over what the first had read
 *
 * A history is serializable if there is no way round in a circle.
 */

import type { Read, Transaction } from "./transactions.ts";
import { type Version, versionsByKey } from "./versions.ts";

export type Why = "ww" | "wr" | "rw";

export interface Dependency {
  /** Places among the transactions. */
  readonly from: number;
  readonly to: number;
  readonly why: Why;
  readonly key: string;
}

export interface Graph {
  readonly size: number;
  readonly from: readonly (readonly Dependency[])[];
}

export function dependencyGraph(
  transactions: readonly Transaction[],
  versions: ReadonlyMap<string, readonly Version[]> = versionsByKey(transactions),
): Graph {
  const from: Dependency[][] = transactions.map(() => []);
  const add = (dependency: Dependency) => {
    if (dependency.from !== dependency.to) from[dependency.from]!.push(dependency);
  };
  for (const [key, ofKey] of versions) {
    for (const [index, { writer }] of ofKey.entries()) {
      const next = ofKey[index + 1];
      if (next) add({ from: writer, to: next.writer, why: "ww", key });
    }
  }
  for (const [reader, { outcome, reads, revision }] of transactions.entries()) {
    if (outcome === "aborted") continue;
    for (const read of reads) {
      const place = placeOfRead(versions.get(read.key) ?? [], read, revision);
      if (!place) continue;
      const { key } = read;
      if (place.read) add({ from: place.read.writer, to: reader, why: "wr", key });
      if (place.next) add({ from: reader, to: place.next.writer, why: "rw", key });
    }
  }
  return { size: transactions.length, from };
}

/** The version that was read, and the one that came after it. Undefined: nobody can tell. */
export function placeOfRead(
  versions: readonly Version[],
  { revision }: Read,
  readerRevision: number | undefined,
): { read?: Version; next?: Version; index: number } | undefined {
  if (revision === 0) return placeOfNothing(versions, readerRevision);
  const index = versions.findIndex((version) => version.revision === revision);
  if (index >= 0) return placeAt(versions, index);
  // Its writer is not in the history: what came later is still known.
  return placeAt(
    versions,
    versions.findLastIndex((version) => version.revision < revision),
    true,
  );
}

/** Nothing was there: before the first version, or since the key had been deleted. */
function placeOfNothing(versions: readonly Version[], readerRevision: number | undefined) {
  if (!versions.some(({ deletes }) => deletes)) return placeAt(versions, -1);
  if (readerRevision === undefined) return undefined;
  return placeAt(
    versions,
    versions.findLastIndex(({ deletes, revision }) => deletes && revision < readerRevision),
  );
}

function placeAt(versions: readonly Version[], index: number, isForeign = false) {
  const read = isForeign ? undefined : versions[index];
  const next = versions[index + 1];
  return { index, ...(read && { read }), ...(next && { next }) };
}
