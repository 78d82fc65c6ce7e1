/**
 * Which versions the transactions of a run have read, by the log: the latest that could be read, if it is
 * what was read; else the last before it that is. What fits none, or may have lapsed, is left out.
 */

import { digestOf, type ObservedRead, type ObservedTransaction } from "@holdfast/agent-runtime";
import type { StoreCommit, StoreRead } from "@holdfast/checker";
import { keyspace } from "@holdfast/shared-state";

interface Version {
  readonly revision: number;
  /** Undefined: it was deleted. */
  readonly value: unknown;
  /** Had the version before it lapsed by then? */
  readonly isAfterLapse: boolean;
}

type Versions = ReadonlyMap<string, readonly Version[]>;

/** Keys that seldom have a lease: of those that have one, the log tells once it has ended. */
const LASTING: ReadonlySet<unknown> = new Set(
  [
    ...[keyspace.documents(""), keyspace.diaries(), keyspace.streams("")],
    ...[keyspace.sagas(), keyspace.openSagas()],
  ].map(([first]) => first),
);

/** The commits, each with what its transaction has read, where that was recorded. */
export function withReads(
  commits: readonly StoreCommit[],
  observed: readonly ObservedTransaction[],
): readonly StoreCommit[] {
  if (observed.length === 0) return commits;
  const readBy = new Map(observed.map(({ revision, reads }) => [revision, reads]));
  const versions = versionsIn(commits);
  return commits.map((commit) => {
    const reads = (readBy.get(commit.revision) ?? []).flatMap((read): StoreRead[] => {
      const name = JSON.stringify(read[0]);
      const revision = versionOf(read, versions.get(name) ?? [], commit.revision - 1);
      return revision === undefined ? [] : [{ key: read[0], revision }];
    });
    return reads.length === 0 ? commit : { ...commit, reads };
  });
}

function versionsIn(commits: readonly StoreCommit[]): Versions {
  const versions = new Map<string, Version[]>();
  for (const { revision, changes } of commits) {
    for (const { key, value, lapsedAt } of changes) {
      const name = JSON.stringify(key);
      const version = { revision, value, isAfterLapse: lapsedAt !== undefined };
      const ofKey = versions.get(name);
      if (ofKey) ofKey.push(version);
      else versions.set(name, [version]);
    }
  }
  return versions;
}

/** 0: of what is not there, whoever has deleted it. Undefined: nobody knows. */
function versionOf(
  [key, digest]: ObservedRead,
  versions: readonly Version[],
  upTo: number,
): number | undefined {
  const last = lastUpTo(versions, upTo);
  if (digest === undefined) {
    // It lapsed before its next change, and nobody knows whether that was before this read.
    if (versions[last + 1]?.isAfterLapse) return undefined;
    const isThere = versions[last] !== undefined && versions[last].value !== undefined;
    return isThere && !LASTING.has(key[0]) ? undefined : 0;
  }
  for (let index = last; index >= 0; index--) {
    const { revision, value } = versions[index]!;
    if (value !== undefined && digestOf(value) === digest) return revision;
  }
  return undefined;
}

/** -1: there was none by then. */
function lastUpTo(versions: readonly Version[], upTo: number): number {
  let low = 0;
  let high = versions.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (versions[middle]!.revision <= upTo) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
