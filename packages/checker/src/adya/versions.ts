/**
 * The versions of each key, in the order in which they were installed: that of `before`, where the
 * store has said it of all of them, else that of their revisions.
 */

import type { Transaction, Write } from "./transactions.ts";

export interface Version {
  readonly revision: number;
  /** Its writer's place among the transactions. */
  readonly writer: number;
  readonly before?: number;
  readonly deletes: boolean;
  /** How often the writer wrote to the key: whoever reads another than the last reads an intermediate one. */
  readonly times: number;
}

export function versionsByKey(
  transactions: readonly Transaction[],
): ReadonlyMap<string, readonly Version[]> {
  const found = new Map<string, Version[]>();
  for (const [writer, { outcome, revision, writes }] of transactions.entries()) {
    if (outcome === "aborted" || revision === undefined) continue;
    const last = new Map<string, { write: Write; times: number }>();
    for (const write of writes) {
      last.set(write.key, { write, times: (last.get(write.key)?.times ?? 0) + 1 });
    }
    for (const [key, { write, times }] of last) {
      const { before, deletes = false } = write;
      const version = { revision, writer, deletes, times, ...(before !== undefined && { before }) };
      const versions = found.get(key);
      if (versions) versions.push(version);
      else found.set(key, [version]);
    }
  }
  for (const [key, versions] of found) found.set(key, inOrder(versions));
  return found;
}

function inOrder(versions: Version[]): Version[] {
  const byRevision = versions.sort((a, b) => a.revision - b.revision);
  const following = new Map<number, Version>();
  for (const version of byRevision) {
    // Two over one version, or one whose predecessor nobody knows: then the revisions have to do.
    if (version.before === undefined || following.has(version.before)) return byRevision;
    following.set(version.before, version);
  }
  const revisions = new Set(byRevision.map(({ revision }) => revision));
  const [first, ...others] = byRevision.filter(({ before }) => !revisions.has(before!));
  if (!first || others.length > 0) return byRevision;
  const chain: Version[] = [];
  for (let next: Version | undefined = first; next; next = following.get(next.revision)) {
    chain.push(next);
  }
  return chain.length === byRevision.length ? chain : byRevision;
}
