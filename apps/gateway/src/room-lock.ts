/** Changing a room's rules: one at a time, and not while somebody closes it. */

import { TIMING } from "@holdfast/agent-runtime";
import { roomResource } from "@holdfast/scheduling";
import { isHoldfastError } from "@holdfast/shared-state";
import { type Access, actorOf } from "./access.ts";
import type { Gateway } from "./app.ts";
import { roomLocked } from "./conflicts.ts";

const WAIT_MS_MAX = 2_000;

/**
 * Runs what changes the room, on a gateway whose writes count only while the lock is held.
 * @throws Problem `room-locked`
 */
export async function underRoomLock<T>(
  gateway: Gateway,
  { room, access }: { room: string; access: Access },
  change: (locked: Gateway) => Promise<T>,
): Promise<T> {
  const patience = {
    ...{ leaseMs: TIMING.claimLeaseMs, waitMsMax: WAIT_MS_MAX },
    ...{ by: actorOf(access), signal: gateway.closing },
  };
  try {
    const run = await gateway.state.locks.run(roomResource(room), patience, (state) =>
      change({ ...gateway, state }),
    );
    if (run.ok) return run.value;
    throw roomLocked(run, { room });
  } catch (error) {
    // This process stood still for so long that somebody else has the lock. Nothing was written.
    if (isHoldfastError(error, "lock-lost")) throw roomLocked({}, { room });
    throw error;
  }
}
