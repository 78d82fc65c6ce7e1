/**
 * Which versions the transactions of a stage have read, by the log: the latest that could be read, if it
 * is what was read; else the last before it that is. What fits none, or may have lapsed, is left out.
 */

import type { Operation, StoreCommit } from "@holdfast/checker";
import type { Key } from "@holdfast/shared-state";
import type { ObservedRead, ObservedTransaction } from "./recorded-reads.ts";

interface Version {
  readonly revision: number;
  /** Undefined: it was deleted. */
  readonly json: string | undefined;
}

/** Keys that no lease takes away, so that what is not there was never there, or was deleted. */
const LASTING: readonly unknown[] = ["document", "diary", "stream", "saga", "open-saga"];

export function asOperations(
  observed: readonly ObservedTransaction[],
  commits: readonly StoreCommit[],
): Operation[] {
  const versions = versionsIn(commits);
  const last = commits.at(-1)?.revision ?? 0;
  const inTheLog = observed.filter(({ revision }) => revision <= last);
  return inTheLog.map(({ actor, revision, reads, puts }, index): Operation => {
    const upTo = puts.length > 0 ? revision - 1 : revision;
    const read = reads.flatMap((each) => {
      const version = versionOf(each, versions.get(JSON.stringify(each.key)) ?? [], upTo);
      return version === undefined ? [] : [{ key: each.key, revision: version }];
    });
    const writes = puts.map((key) => ({ key }));
    return {
      ...{ kind: "operation", id: `transaction-${index + 1}`, process: actor, key: "" },
      ...{ name: "transaction", input: null, invokedMs: 0, outcome: "ok" },
      output: { reads: read, writes, revision },
    };
  });
}

function versionsIn(commits: readonly StoreCommit[]): ReadonlyMap<string, readonly Version[]> {
  const versions = new Map<string, Version[]>();
  for (const { revision, changes } of commits) {
    for (const { key, value } of changes) {
      const name = JSON.stringify(key);
      const json = value === undefined ? undefined : JSON.stringify(value);
      versions.set(name, [...(versions.get(name) ?? []), { revision, json }]);
    }
  }
  return versions;
}

/** 0: of what is not there, whoever has deleted it. Undefined: nobody knows. */
function versionOf(
  { key, json }: ObservedRead,
  versions: readonly Version[],
  upTo: number,
): number | undefined {
  const possible = versions.filter(({ revision }) => revision <= upTo);
  if (json === undefined)
    return canLapse(key) && possible.at(-1)?.json !== undefined ? undefined : 0;
  return possible.findLast((version) => version.json === json)?.revision;
}

function canLapse([first]: Key): boolean {
  return !LASTING.includes(first);
}
