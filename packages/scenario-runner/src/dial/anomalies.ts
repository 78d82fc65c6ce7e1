/**
 * What went wrong in a race, by name, and how often. The store's commits are the witness: each is looked
 * at as it happened, beside what the agents say that they have done.
 *
 *     double-booking       a hold was placed where another one lived
 *     lost-update          a write was made of something else than it took the place of
 *     double-send          one person was sent two invitations to one meeting
 *     stale-write          a write was made under a fence after a later one had been granted
 *     stale-read           a reader was not shown a booking that it had been told of
 *     non-monotonic-read   a reader was not shown a booking that it had been shown before
 */

import type { EntryRef, Operation, StoreCommit } from "@holdfast/checker";
import { BadReads } from "./bad-reads.ts";
import { DoubleBookings } from "./double-bookings.ts";
import { doubleSends } from "./double-sends.ts";
import type { AnomalyName } from "./expected-anomalies.ts";
import { LostUpdates } from "./lost-updates.ts";
import { StaleWrites } from "./stale-writes.ts";

export interface Anomaly {
  readonly name: AnomalyName;
  /** In words: who, what, and when. */
  readonly explanation: string;
  /** The entries of the race's history that show it. */
  readonly witness: readonly EntryRef[];
}

export interface RaceHistory {
  /** In the order in which each agent made them. */
  readonly operations: readonly Operation[];
  /** Those of this race, from its first. */
  readonly commits: readonly StoreCommit[];
}

export function findAnomalies({ operations, commits }: RaceHistory): Anomaly[] {
  const bookings = new DoubleBookings();
  const updates = new LostUpdates();
  const writes = new StaleWrites(operations);
  const reads = new BadReads();
  return [
    ...commits.flatMap((commit) => [
      ...bookings.apply(commit),
      ...updates.apply(commit),
      ...writes.apply(commit),
    ]),
    ...doubleSends(operations),
    ...operations.flatMap((operation) => reads.apply(operation)),
  ];
}

/** How often each of them was found, by name, in the order of the names. */
export function countAnomalies(
  anomalies: readonly Anomaly[],
): Partial<Record<AnomalyName, number>> {
  const counts: Partial<Record<AnomalyName, number>> = {};
  for (const name of anomalies.map((each) => each.name).sort()) {
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}
