/**
 * A lease that is renewed for as long as somebody needs it, and that says when it was lost.
 *
 * It is lost when the store says so, and also when it cannot have lived on by our own clock: an event
 * loop that was blocked, or a store that does not answer, renews nothing. The time counts from before
 * the renewal was asked for, so we never think that we have what another may have by now.
 */

import type { Engine, LeaseId } from "./engine.ts";
import { isHoldfastError } from "./errors.ts";
import { failpoint } from "./failpoints.ts";
import { atPace } from "./pace.ts";

export interface LeaseToKeep {
  readonly lease: LeaseId;
  readonly leaseMs: number;
  /** On the monotonic clock, before the lease was asked for. */
  readonly askedAtMs: number;
}

/** Renews the lease three times in its life; calls `onLost` once, if it ends. Returns what stops it. */
export function keepLease(
  engine: Engine,
  { lease, leaseMs, askedAtMs }: LeaseToKeep,
  onLost: () => void,
): () => void {
  const { clock } = engine;
  const lifeMs = atPace(leaseMs);
  let stopped = false;
  let cancelRenewal = () => {};
  let cancelLapse = () => {};
  const stop = () => {
    stopped = true;
    cancelRenewal();
    cancelLapse();
  };
  const lose = () => {
    if (stopped) return;
    stop();
    onLost();
  };
  const liveFrom = (fromMs: number) => {
    cancelLapse();
    cancelLapse = clock.after(Math.max(fromMs + lifeMs - clock.monotonicMs(), 0), lose);
    cancelRenewal = clock.after(lifeMs / 3, renew);
  };
  const renew = async () => {
    const renewalAskedAtMs = clock.monotonicMs();
    const standing = await renewOnce(engine, lease, leaseMs);
    if (stopped) return;
    if (standing === "renewed") liveFrom(renewalAskedAtMs);
    else if (standing === "lost") lose();
    else cancelRenewal = clock.after(lifeMs / 3, renew);
  };
  liveFrom(askedAtMs);
  return stop;
}

/** `failed`: the store could not say. The next renewal may make that good, while the lease lives. */
async function renewOnce(
  engine: Engine,
  lease: LeaseId,
  leaseMs: number,
): Promise<"renewed" | "lost" | "failed"> {
  try {
    failpoint("lease.before-renewal");
    return (await engine.transact((tx) => tx.renew(lease, leaseMs))).value ? "renewed" : "lost";
  } catch (error) {
    return isHoldfastError(error, "engine-closed") ? "lost" : "failed";
  }
}
