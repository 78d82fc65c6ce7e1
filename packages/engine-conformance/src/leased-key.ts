/** A key that lives with a lease: putting it, and asserting that every reader agrees about it. */

import { type Clock, type Engine, type LeaseId, ManualClock } from "@holdfast/shared-state/engine";
import { expect } from "vitest";
import { entriesOf, read, readAsOf } from "./reading.ts";

export const KEY = ["hold"];

export async function hold(engine: Engine, forMs: number): Promise<LeaseId> {
  const { value } = await engine.transact((tx) => {
    const lease = tx.lease(forMs);
    tx.put(KEY, "held", { lease });
    return lease;
  });
  return value;
}

export async function renew(engine: Engine, lease: LeaseId, forMs: number): Promise<boolean> {
  return (await engine.transact((tx) => tx.renew(lease, forMs))).value;
}

export async function expectAlive(engine: Engine, lease: LeaseId, leftMs: number): Promise<void> {
  expect(await read(engine, KEY)).toBe("held");
  expect(await readAsOf(engine, KEY)).toBe("held");
  expect((await engine.transact((tx) => tx.leaseLeftMs(lease))).value).toBe(leftMs);
  const snapshot = await engine.snapshot();
  expect(await snapshot.leaseLeftMs(lease)).toBe(leftMs);
  snapshot.close();
}

export async function expectLapsed(engine: Engine, lease: LeaseId): Promise<void> {
  expect(await read(engine, KEY)).toBeUndefined();
  expect(await readAsOf(engine, KEY)).toBeUndefined();
  expect(await entriesOf(engine, { prefix: KEY })).toEqual([]);
  expect((await engine.transact((tx) => tx.leaseLeftMs(lease))).value).toBe(0);
  const snapshot = await engine.snapshot();
  expect(await snapshot.leaseLeftMs(lease)).toBe(0);
  snapshot.close();
}

/** Clocks on which time passes and no timer ever fires: nothing can be reaped by one. */
export function stoppedTimers() {
  let current = new ManualClock();
  const make = (): Clock => {
    const clock = new ManualClock();
    current = clock;
    return {
      bootId: clock.bootId,
      wallMs: () => clock.wallMs(),
      monotonicMs: () => clock.monotonicMs(),
      after: () => () => {},
    };
  };
  return {
    make,
    advance: (ms: number) => current.advance(ms),
    wallMs: () => current.wallMs(),
  };
}
