/**
 * When a lease lives. Its deadline counts on the monotonic clock of one boot: exactly on the
 * deadline it has lapsed, and under another boot the number means nothing, so that it has lapsed too.
 *
 * The past is asked for by wall time, which that clock knows nothing of. So each lease also keeps
 * its deadline as it was estimated by the wall clock. Nothing of the present is judged by it.
 */

import type { Clock, LeaseId } from "@holdfast/shared-state/engine";

export interface LeaseTerm {
  readonly deadlineMs: number;
  readonly bootId: string;
  /** The deadline by the wall clock, as estimated when the lease was granted or renewed. */
  readonly until: number;
}

export type LeaseTerms = ReadonlyMap<LeaseId, LeaseTerm>;

/** A moment on the monotonic clock of one boot. */
export interface Instant {
  readonly monotonicMs: number;
  readonly bootId: string;
}

export function instantOf(clock: Clock): Instant {
  return { monotonicMs: clock.monotonicMs(), bootId: clock.bootId };
}

/** What is left of a lease; 0 when it has lapsed, was revoked or never was. */
export function leaseLeftMs(terms: LeaseTerms, lease: LeaseId, now: Instant): number {
  const term = terms.get(lease);
  if (!term || term.bootId !== now.bootId) return 0;
  return Math.max(0, term.deadlineMs - now.monotonicMs);
}

/** Those that have lapsed and were not reaped yet. */
export function lapsedLeases(terms: LeaseTerms, now: Instant): LeaseId[] {
  return [...terms.keys()].filter((lease) => leaseLeftMs(terms, lease, now) === 0);
}
