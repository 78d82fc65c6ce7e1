/** Says in the shared state that this process is here, for as long as it is. */

import { announce, type SharedState } from "@holdfast/shared-state";
import { TIMING } from "./timing.ts";

/** `leave()` when the process stops: everybody then knows at once. */
export function announceProcess(
  state: SharedState,
  { name: role }: { readonly name: string },
): Promise<{ leave(): Promise<void> }> {
  return announce(
    state.engine,
    { actor: state.actor, role, pid: process.pid, since: state.clock.wallMs() },
    { leaseMs: TIMING.presenceLeaseMs },
  );
}
