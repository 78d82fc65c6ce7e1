/**
 * Which rooms there are, what of their days is taken, and which holds on them are there: what stands in
 * the store under their own keys in the end.
 */

import type { StoreCommit } from "@holdfast/checker";
import { type Hold, keyspace, readDiaryPage } from "@holdfast/shared-state";
import { inOrder, placeOf, standingBelow, type ViewFold } from "./places.ts";

type Place = readonly [string, unknown];

export const foldFreeRooms: ViewFold = (commits) =>
  inOrder([...roomsIn(commits), ...takenIn(commits), ...holdsIn(commits)]);

function roomsIn(commits: readonly StoreCommit[]): Place[] {
  return standingBelow(commits, keyspace.documents("room")).flatMap(([key, document]) => {
    const { value } = document as { value?: unknown };
    return value === undefined ? [] : [[placeOf(["room", key[2]!]), value] as const];
  });
}

function takenIn(commits: readonly StoreCommit[]): Place[] {
  return standingBelow(commits, keyspace.diaries()).flatMap(([key, page]) => {
    const [, resource, day] = key.map(String) as [string, string, string];
    const room = roomNamed(resource);
    const intervals = readDiaryPage(day, page as string);
    if (room === undefined || intervals.length === 0) return [];
    const taken = intervals.map((interval) => {
      const { start, end } = interval;
      return "hold" in interval ? { start, end, hold: interval.hold } : { start, end };
    });
    return [[placeOf(["taken", day, room]), taken] as const];
  });
}

function holdsIn(commits: readonly StoreCommit[]): Place[] {
  return standingBelow(commits, keyspace.holds()).flatMap(([key, hold]) => {
    const { resource, start, end } = hold as Hold;
    const room = roomNamed(resource);
    return room === undefined ? [] : [[placeOf(key), { room, start, end }] as const];
  });
}

/** Undefined: it is somebody's time, and no room. */
function roomNamed(resource: string): string | undefined {
  return /^room\/(.*)$/s.exec(resource)?.[1];
}
