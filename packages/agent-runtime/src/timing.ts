/**
 * The times of processes and claims. Their order is what makes the system safe (a saga's own times
 * are in `scheduling/src/timing.ts`):
 *
 *     heartbeat < stuck-kill < claim lease < deadline before the pivot ≤ hold
 *
 * A process that is stopped inside a write holds up every writer, also those that want to renew a
 * lease. It is killed before the shortest lease that anybody's work depends on can lapse. A saga
 * gives up before the hold that it would confirm has lapsed. Tests keep the order.
 */

export interface Timing {
  /** Each child reports to the supervisor this often, and the supervisor looks this often. */
  readonly heartbeatMs: number;
  /** A child that was silent, or whose main thread stood still, for so long is killed. */
  readonly stuckKillMs: number;
  /**
   * A child that has waited for the write lock for so long is killed: nobody keeps it that long, so it
   * waits in vain.
   */
  readonly lockWaitMsMax: number;
  /** How long a worker keeps a task without renewing its claim. */
  readonly claimLeaseMs: number;

  /** How long a process counts as present without renewing it. */
  readonly presenceLeaseMs: number;
  /** How long a child may take from its start until it is ready. */
  readonly openingMsMax: number;
  /** How long a child that was asked to stop may work on what it has in hand. */
  readonly drainMs: number;
  /** How long the supervisor waits for a child that was asked to stop before it kills it. */
  readonly stopMs: number;
  /** How long a child may outlive its supervisor. */
  readonly orphanMs: number;
}

export const TIMING: Timing = {
  heartbeatMs: 200,
  stuckKillMs: 1_000,
  lockWaitMsMax: 20_000,
  claimLeaseMs: 3_000,

  presenceLeaseMs: 5_000,
  openingMsMax: 30_000,
  drainMs: 4_000,
  stopMs: 6_000,
  orphanMs: 2_000,
};
