/** Clocks that jump: a wall clock that is set, and a monotonic clock that another boot starts anew. */

import { type Clock, ManualClock } from "@holdfast/shared-state/engine";
import { expect } from "vitest";
import type { Guarantee } from "./kit.ts";
import { put, read, readAsOf } from "./reading.ts";
import { nextCommit } from "./waiting.ts";

const HOUR_MS = 3_600_000;

export const withstandsClocks: Guarantee = ({ checkInTime, checkOn }) => {
  for (const [direction, stepMs] of [
    ["forward", HOUR_MS],
    ["back", -HOUR_MS],
  ] as const) {
    checkInTime(
      `a wall clock set an hour ${direction} neither frees nor keeps`,
      async (open, clock) => {
        const [one, two] = [await open(), await open()];
        const { value: lease } = await one.transact((tx) => {
          const made = tx.lease(1_000);
          tx.put(["k"], 1, { lease: made });
          return made;
        });
        clock.stepWall(stepMs);
        for (const engine of [one, two]) {
          expect(await read(engine, ["k"])).toBe(1);
          expect((await engine.transact((tx) => tx.leaseLeftMs(lease))).value).toBe(1_000);
        }
        clock.advance(999);
        expect(await readAsOf(two, ["k"])).toBe(1);
        clock.advance(1);
        for (const engine of [one, two]) expect(await read(engine, ["k"])).toBeUndefined();
      },
    );
  }

  checkInTime(
    "a commit's time is the wall clock's, and never less than the last",
    async (open, clock) => {
      const [one, two] = [await open(), await open()];
      const feed = two.changes();
      const startMs = clock.wallMs();
      await put(one, ["k"], 1);
      clock.advance(50);
      await put(two, ["k"], 2);
      clock.stepWall(-HOUR_MS);
      await put(two, ["k"], 3);
      await put(one, ["k"], 4);
      clock.stepWall(2 * HOUR_MS);
      await put(one, ["k"], 5);
      const times: number[] = [];
      while (times.length < 5) times.push((await nextCommit(feed)).at - startMs);
      expect(times).toEqual([0, 50, 50, 50, 50 + HOUR_MS]);
    },
  );

  const machine = rebootable();
  checkOn(
    machine.make,
    "a lease of another boot has lapsed, whatever its deadline",
    async (open) => {
      const before = await open();
      const { value: lease } = await before.transact((tx) => {
        const made = tx.lease(HOUR_MS);
        tx.put(["leased"], 1, { lease: made });
        tx.put(["for good"], 1);
        return made;
      });
      await before.close();
      machine.reboot();
      const after = await open();
      expect(await read(after, ["leased"])).toBeUndefined();
      expect(await readAsOf(after, ["leased"])).toBeUndefined();
      expect(await read(after, ["for good"])).toBe(1);
      expect((await after.transact((tx) => tx.renew(lease, HOUR_MS))).value).toBe(false);
    },
  );
};

/** A machine whose monotonic clock starts anew, and earlier, with each boot. */
function rebootable() {
  let boot = new ManualClock({ monotonicMs: 50_000 });
  const make = (): Clock => {
    boot = new ManualClock({ monotonicMs: 50_000 });
    return {
      get bootId() {
        return boot.bootId;
      },
      wallMs: () => boot.wallMs(),
      monotonicMs: () => boot.monotonicMs(),
      after: (ms, callback) => boot.after(ms, callback),
    };
  };
  return {
    make,
    reboot: () => {
      boot = new ManualClock({ monotonicMs: 10, bootId: "boot-2" });
    },
  };
}
