/**
 * What the folds of all views have in common: what they are given, and what they give.
 *
 * Each of them is written from what its view promises, and shares no code with the projection that keeps
 * it: whoever copies a mistake does not see it.
 */

import type { StoreCommit } from "@holdfast/checker";
import type { Key } from "@holdfast/shared-state";

/** A place of a view, as its key, and what stands there. */
export type Places = Readonly<Record<string, unknown>>;

/** What a view has to show after these commits, which are all that there were. */
export type ViewFold = (commits: readonly StoreCommit[]) => Places;

export function placeOf(key: Key): string {
  return key.join("/");
}

/** By place, so that two of them can be read side by side. */
export function inOrder(places: Iterable<readonly [string, unknown]>): Places {
  return Object.fromEntries([...places].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** What stands below the prefix after these commits, and was not deleted by any of them. */
export function standingBelow(
  commits: readonly StoreCommit[],
  prefix: Key,
): readonly (readonly [Key, unknown])[] {
  const standing = new Map<string, readonly [Key, unknown]>();
  for (const { changes } of commits) {
    for (const { key, value } of changes) {
      if (!prefix.every((part, index) => key[index] === part)) continue;
      if (value === undefined) standing.delete(JSON.stringify(key));
      else standing.set(JSON.stringify(key), [key, value]);
    }
  }
  return [...standing.values()];
}

/** As `2026-11-23`: the days, in UTC, that have a part of the time. */
export function daysOf({ start, end }: { start: number; end: number }): string[] {
  const days: string[] = [];
  for (let at = start; at < end; at = midnightAfter(at)) days.push(dayOf(at));
  return days;
}

export function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

export function midnightAfter(at: number): number {
  return Date.parse(dayOf(at)) + DAY_MS;
}

const DAY_MS = 86_400_000;
