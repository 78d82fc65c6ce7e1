/**
 * Presence: who is here. A key under a lease that the process renews; it goes when the process does.
 */

import type { Engine, LeaseId, Reader } from "./engine.ts";
import { isHoldfastError } from "./errors.ts";
import { keyspace } from "./keyspace.ts";

export interface Presence {
  readonly actor: string;
  readonly role: string;
  readonly pid: number;
  /** Wall time in milliseconds. */
  readonly since: number;
}

export function getPresence(reader: Reader, actor: string): Presence | undefined {
  return reader.get<Presence>(keyspace.presence(actor));
}

/** Announces a process and keeps it announced. `leave()` takes it back at once. */
export async function announce(
  engine: Engine,
  presence: Presence,
  { leaseMs }: { leaseMs: number },
): Promise<{ leave(): Promise<void> }> {
  let lease = await place(engine, presence, leaseMs);
  let cancel = () => {};
  let left = false;
  let renewing: Promise<void> = Promise.resolve();

  const renewLater = () => {
    if (left) return;
    cancel = engine.clock.after(leaseMs / 3, () => {
      // A renewal that fails is made good by the next; if all do, the presence lapses, as it should.
      renewing = renew().then(renewLater, (error) => {
        if (!isHoldfastError(error, "engine-closed")) renewLater();
      });
    });
  };
  const renew = async () => {
    const { value: alive } = await engine.transact((tx) => tx.renew(lease, leaseMs));
    if (!alive && !left) lease = await place(engine, presence, leaseMs);
  };
  renewLater();
  return {
    async leave() {
      left = true;
      cancel();
      await renewing;
      const note = { ...noteOf(presence), cause: "presence-left" };
      await engine.transact((tx) => tx.revoke(lease), note);
    },
  };
}

async function place(engine: Engine, presence: Presence, leaseMs: number): Promise<LeaseId> {
  const note = { ...noteOf(presence), cause: "presence-announced" };
  const { value } = await engine.transact((tx) => {
    const lease = tx.lease(leaseMs);
    tx.put(keyspace.presence(presence.actor), presence, { lease });
    return lease;
  }, note);
  return value;
}

function noteOf({ actor }: Presence) {
  return { actor, process: actor };
}
