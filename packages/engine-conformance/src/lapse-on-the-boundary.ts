/** Lapse exactly on the boundary: on its deadline a lease has lapsed, and not a millisecond before. */

import { expect } from "vitest";
import type { Guarantee } from "./kit.ts";
import { expectAlive, expectLapsed, hold, KEY, renew, stoppedTimers } from "./leased-key.ts";
import { put, readAsOf } from "./reading.ts";
import { expectCode } from "./waiting.ts";

export const leasesLapseOnTheBoundary: Guarantee = ({ checkInTime, checkOn }) => {
  checkInTime(
    "alive one millisecond before its deadline, lapsed exactly on it",
    async (open, clock) => {
      const [one, two] = [await open(), await open()];
      const lease = await hold(one, 1_000);
      clock.advance(999);
      for (const engine of [one, two]) await expectAlive(engine, lease, 1);
      clock.advance(1);
      for (const engine of [one, two]) await expectLapsed(engine, lease);
    },
  );

  const stopped = stoppedTimers();
  checkOn(
    stopped.make,
    "renewed one millisecond before its deadline it lives, and on it not",
    async (open) => {
      const [one, two] = [await open(), await open()];
      const lease = await hold(one, 1_000);
      stopped.advance(999);
      expect(await renew(two, lease, 1_000)).toBe(true);
      stopped.advance(999);
      await expectAlive(one, lease, 1);
      stopped.advance(1);
      expect(await renew(two, lease, 1_000)).toBe(false);
      await expectLapsed(one, lease);
    },
  );

  checkOn(stopped.make, "on its deadline it takes no key any more", async (open) => {
    const [one, two] = [await open(), await open()];
    const lease = await hold(one, 1_000);
    stopped.advance(999);
    await two.transact((tx) => tx.put(["late"], 1, { lease }));
    stopped.advance(1);
    const tooLate = two.transact((tx) => tx.put(["too late"], 1, { lease }));
    await expectCode(tooLate, "lease-lapsed");
    await expectLapsed(one, lease);
    expect(await readAsOf(one, ["late"])).toBeUndefined();
  });

  checkOn(stopped.make, "the past has the same boundary, by the wall clock", async (open) => {
    const [one, two] = [await open(), await open()];
    const start = stopped.wallMs();
    await hold(one, 1_000);
    stopped.advance(5_000);
    await put(one, ["later"], 1);
    for (const engine of [one, two]) {
      expect(await readAsOf(engine, KEY, { time: start + 999 })).toBe("held");
      expect(await readAsOf(engine, KEY, { time: start + 1_000 })).toBeUndefined();
    }
  });
};
