/**
 * How much rooms are used, what became of holds, and how sagas ended, by UTC day.
 *
 * Of holds nothing is kept when they have ended: the view counts what it has seen happen since it was
 * begun. So its own first record in the log, and nothing else of it, says from which revision on.
 */

import type { StoreCommit } from "@holdfast/checker";
import { keyspace } from "@holdfast/shared-state";
import { type MeetingStory, meetingStories } from "./meetings.ts";
import { dayOf, inOrder, midnightAfter, placeOf, standingBelow, type ViewFold } from "./places.ts";

interface EndedSaga {
  readonly state: string;
  readonly definition: string;
  readonly endedAt?: number;
  readonly failure?: { readonly reason?: string };
}

interface HoldCounts {
  placed: number;
  lapsed: number;
  ended: number;
}

type Place = readonly [string, unknown];

export const foldStatistics: ViewFold = (commits) => {
  const stories = meetingStories(commits);
  return inOrder([
    ...bookedIn(stories),
    ...meetingsIn(stories),
    ...sagasIn(commits),
    ...holdsIn(commits),
  ]);
};

/** Nothing has to be taken back: a meeting counts where it is now, or nowhere. */
function bookedIn(stories: readonly MeetingStory[]): Iterable<Place> {
  const sums = new Sums();
  for (const { now } of stories) {
    if (now.isCancelled) continue;
    for (let from = now.start; from < now.end; from = midnightAfter(from)) {
      const to = Math.min(now.end, midnightAfter(from));
      sums.add(placeOf(["booked", dayOf(from), now.room]), to - from);
    }
  }
  return sums;
}

function meetingsIn(stories: readonly MeetingStory[]): Iterable<Place> {
  const sums = new Sums();
  for (const { at, type } of stories.flatMap(({ events }) => events)) {
    sums.add(placeOf(["meetings", dayOf(at), type]), 1);
  }
  return sums;
}

function sagasIn(commits: readonly StoreCommit[]): Iterable<Place> {
  const sums = new Sums();
  for (const [, record] of standingBelow(commits, keyspace.sagas())) {
    const { state, definition, endedAt, failure } = record as EndedSaga;
    if (endedAt === undefined) continue;
    const ending = state === "completed" ? state : (failure?.reason ?? "unknown");
    sums.add(placeOf(["sagas", dayOf(endedAt), definition, ending]), 1);
  }
  return sums;
}

function holdsIn(commits: readonly StoreCommit[]): Iterable<Place> {
  const begun = beginningOf(commits);
  const counts = new Map<string, HoldCounts>();
  for (const { revision, at, cause, changes } of commits) {
    for (const { key, value } of revision > begun ? changes : []) {
      const became = key[0] === "hold" ? becameOf(value, cause) : undefined;
      if (!became) continue;
      const place = placeOf(["holds", dayOf(at)]);
      const day = counts.get(place) ?? { placed: 0, lapsed: 0, ended: 0 };
      day[became] += 1;
      counts.set(place, day);
    }
  }
  return counts;
}

/** Undefined: it only changed hands, under a fence that has risen. */
function becameOf(hold: unknown, cause: string | undefined): keyof HoldCounts | undefined {
  if (hold === undefined) return cause === "lease-lapsed" ? "lapsed" : "ended";
  return (hold as { fence: number }).fence === 1 ? "placed" : undefined;
}

/** What was there by then, the view was filled with; what has come since, it was told. */
function beginningOf(commits: readonly StoreCommit[]): number {
  const name = keyspace.projection("statistics");
  for (const { changes } of commits) {
    for (const { key, value } of changes) {
      if (!name.every((part, index) => key[index] === part) || value === undefined) continue;
      const { building, serving } = value as Record<string, { revision: number } | undefined>;
      const first = building ?? serving;
      if (first) return first.revision;
    }
  }
  return Number.POSITIVE_INFINITY;
}

/** By place; what comes to nothing is not there. */
class Sums implements Iterable<Place> {
  readonly #sums = new Map<string, number>();

  add(place: string, number: number): void {
    this.#sums.set(place, (this.#sums.get(place) ?? 0) + number);
  }

  *[Symbol.iterator](): Iterator<Place> {
    for (const each of this.#sums) if (each[1] !== 0) yield each;
  }
}
