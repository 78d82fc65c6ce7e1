/**
 * What became of each hold: every version of its key, from the commit that put it to the one that
 * ended it.
 *
 *     put ──────── put (adopted) ─────────── deleted: confirmed or released
 *      first version │    second version     or reaped: its lease had lapsed
 *
 * When exactly a hold lapsed is known only roughly: its key goes a moment later, when somebody reaps
 * it, and wall clocks jump. So between "it lived" and "it had lapsed" there is "perhaps", and no check
 * accuses anybody on a perhaps.
 */

import type { Hold } from "@holdfast/shared-state";
import type { StoreChange, StoreCommit } from "../history.ts";
import { readKey } from "./store-keys.ts";

export interface HoldVersion {
  readonly hold: Hold;
  readonly put: StoreCommit;
  /** Undefined: it still stands when the history ends. */
  readonly ended?: HoldEnd;
}

export interface HoldEnd {
  readonly commit: StoreCommit;
  /** Its lease had ended before; otherwise somebody who saw it alive has ended or replaced it. */
  readonly lapsed: boolean;
  /** Wall time, if the store has noted it. */
  readonly lapsedAt?: number;
}

export type HoldVersions = ReadonlyMap<string, readonly HoldVersion[]>;

const REAPED = "lease-lapsed";

export function holdVersions(commits: readonly StoreCommit[]): HoldVersions {
  const found = new Map<string, HoldVersion[]>();
  for (const commit of commits) {
    for (const change of commit.changes) {
      const key = readKey(change.key);
      if (key?.of === "hold") noteVersion(found, key.id, commit, change);
    }
  }
  return found;
}

/** The version that stood just before that commit, as far as the store's keys tell. */
export function versionBefore(
  versions: readonly HoldVersion[] | undefined,
  revision: number,
): HoldVersion | undefined {
  return versions?.find(
    ({ put, ended }) => put.revision < revision && revision <= (ended?.commit.revision ?? revision),
  );
}

/** The version that stands just after it. */
export function versionAfter(
  versions: readonly HoldVersion[] | undefined,
  revision: number,
): HoldVersion | undefined {
  return versions?.find(
    ({ put, ended }) =>
      put.revision <= revision && (ended === undefined || revision < ended.commit.revision),
  );
}

/** Beyond doubt: whoever ended it later saw it alive. */
export function surelyLived({ ended }: HoldVersion): boolean {
  return ended !== undefined && !ended.lapsed;
}

/** Its key may still be there. A hold ends at its deadline, not after it. */
export function hadLapsedBy({ ended }: HoldVersion, at: number): boolean {
  return ended?.lapsedAt !== undefined && ended.lapsedAt <= at;
}

function noteVersion(
  found: Map<string, HoldVersion[]>,
  id: string,
  commit: StoreCommit,
  { value, lapsedAt }: StoreChange,
): void {
  const versions = found.get(id) ?? [];
  found.set(id, versions);
  const last = versions.at(-1);
  if (last && !last.ended) {
    const lapsed = lapsedAt !== undefined || (value === undefined && commit.cause === REAPED);
    const ended = { commit, lapsed, ...(lapsedAt !== undefined && { lapsedAt }) };
    versions[versions.length - 1] = { ...last, ended };
  }
  if (value !== undefined) versions.push({ hold: value as Hold, put: commit });
}
