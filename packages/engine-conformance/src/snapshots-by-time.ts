/**
 * As of a wall time, the state is what the last commit by then had left of it, less what was bound to
 * leases that had lapsed by then, whether they were reaped early, late or not at all.
 *
 *     put under a lease ─────── lapses ······ reaped ──▶
 *     as of a time:      there │ absent
 *     as of a revision:  there               │ absent
 */

import type { Engine, LeaseId } from "@holdfast/shared-state/engine";
import { expect } from "vitest";
import type { Guarantee } from "./kit.ts";
import { stoppedTimers } from "./leased-key.ts";
import { entriesOf, put, readAsOf } from "./reading.ts";
import { commitsUntil, until } from "./waiting.ts";

const HOUR_MS = 3_600_000;
const HELD = ["held"];

export const snapshotsReadByTime: Guarantee = ({ checkInTime, checkOn }) => {
  checkInTime("the last commit at or before the time counts", async (open, clock) => {
    const [one, two] = [await open(), await open()];
    const start = clock.wallMs();
    for (const value of ["a", "b", "c"]) {
      await put(one, ["k"], value);
      clock.advance(10);
    }
    const at = (ms: number) => readAsOf(two, ["k"], { time: start + ms });
    expect([await at(0), await at(9)]).toEqual(["a", "a"]);
    expect([await at(9.999), await at(10), await at(19)]).toEqual(["a", "b", "b"]);
    expect(await at(20)).toBe("c");
  });

  checkInTime("of several commits at one time, the last counts", async (open, clock) => {
    const [one, two] = [await open(), await open()];
    for (let index = 1; index <= 5; index++) await put(one, ["k", index], index);
    const time = clock.wallMs();
    clock.advance(1);
    await put(two, ["k", 6], 6);
    const snapshot = await two.snapshot({ time });
    expect(snapshot).toMatchObject({ revision: 5, at: time });
    expect(await snapshot.range({ prefix: ["k"] })).toHaveLength(5);
    snapshot.close();
  });

  checkInTime("before the first commit, the state is empty", async (open, clock) => {
    const engine = await open();
    const start = clock.wallMs();
    for (const time of [0, start, start + HOUR_MS]) {
      expect(await entriesOf(engine, { prefix: [] }, { time })).toEqual([]);
    }
    await put(engine, ["k"], 1);
    for (const time of [-1, 0, start - 1]) {
      const snapshot = await engine.snapshot({ time });
      expect(snapshot).toMatchObject({ revision: 0, at: 0 });
      expect(await snapshot.get(["k"])).toBeUndefined();
      snapshot.close();
    }
  });

  checkInTime("after the last commit, it is the present, living leases and all", async (open) => {
    const [one, two] = [await open(), await open()];
    const lease = await holdFor(one, 1_000);
    const time = one.clock.wallMs() + 1;
    for (const engine of [one, two]) {
      const snapshot = await engine.snapshot({ time });
      expect(await snapshot.get(HELD)).toBe("held");
      expect(await snapshot.leaseLeftMs(lease)).toBe(1_000);
      snapshot.close();
    }
  });

  const stopped = stoppedTimers();
  checkOn(
    stopped.make,
    "after the last commit, what has lapsed is absent, though nothing has reaped it",
    async (open) => {
      const [one, two] = [await open(), await open()];
      await holdFor(one, 1_000);
      stopped.advance(1_000);
      expect(await readAsOf(two, HELD, { time: stopped.wallMs() })).toBeUndefined();
    },
  );

  checkOn(stopped.make, "at the last commit's own time, it is that moment", async (open) => {
    const [one, two] = [await open(), await open()];
    const lease = await holdFor(one, 1_000);
    const time = stopped.wallMs();
    stopped.advance(5_000);
    for (const engine of [one, two]) {
      const snapshot = await engine.snapshot({ time });
      expect(await snapshot.get(HELD)).toBe("held");
      expect(await snapshot.leaseLeftMs(lease)).toBe(0);
      snapshot.close();
      expect(await readAsOf(engine, HELD, { time: time + 1 })).toBeUndefined();
    }
  });

  checkOn(
    stopped.make,
    "a key is there until its lease lapsed, though nothing has reaped it",
    async (open) => {
      const [one, two] = [await open(), await open()];
      const start = stopped.wallMs();
      await heldAndLapsed(one, stopped.advance);
      for (const engine of [one, two]) {
        await expectHeldUntil(engine, start, 1_000);
        expect(await readAsOf(engine, HELD, { revision: 3 })).toBe("held");
      }
    },
  );

  checkOn(
    stopped.make,
    "a key is there until its lease lapsed, though it was reaped much later",
    async (open) => {
      const [one, two] = [await open(), await open()];
      const start = stopped.wallMs();
      const before = await heldAndLapsed(one, stopped.advance);
      const reaper = await open();
      await until(async () => (await reaper.head()) === before + 1);
      stopped.advance(1_000);
      await put(two, ["end"], 1);
      for (const engine of [one, two, reaper]) {
        await expectHeldUntil(engine, start, 1_000);
        expect(await readAsOf(engine, HELD, { revision: before })).toBe("held");
        expect(await readAsOf(engine, HELD, { revision: before + 1 })).toBeUndefined();
      }
    },
  );

  checkInTime(
    "a key is there until its lease lapsed, though its past was read before it was reaped",
    async (open, clock) => {
      const [one, two] = [await open(), await open()];
      const start = clock.wallMs();
      await holdFor(one, 1_000);
      for (const engine of [one, two]) {
        expect(await readAsOf(engine, HELD, { revision: 1 })).toBe("held");
        expect(await readAsOf(engine, HELD, { time: start })).toBe("held");
      }
      clock.advance(5_000);
      await until(async () => (await two.head()) === 2, clock);
      for (const engine of [one, two]) {
        expect(await readAsOf(engine, HELD, { time: start + 999 })).toBe("held");
        expect(await readAsOf(engine, HELD, { time: start + 1_000 })).toBeUndefined();
        expect(await readAsOf(engine, HELD, { time: start + 4_000 })).toBeUndefined();
      }
    },
  );

  checkOn(
    stopped.make,
    "a key is there until its lease lapsed, though another took it before it was reaped",
    async (open) => {
      const [one, two] = [await open(), await open()];
      const start = stopped.wallMs();
      await heldAndLapsed(one, stopped.advance);
      await put(two, HELD, "taken");
      const taken = stopped.wallMs();
      stopped.advance(1_000);
      await put(two, ["end"], 1);
      for (const engine of [one, two]) {
        await expectHeldUntil(engine, start, 1_000, taken);
        expect(await readAsOf(engine, HELD, { time: taken })).toBe("taken");
      }
    },
  );

  checkInTime("a renewed lease's key is there for as long as that", async (open, clock) => {
    const [one, two] = [await open(), await open()];
    const start = clock.wallMs();
    const lease = await holdFor(one, 1_000);
    clock.advance(900);
    await two.transact((tx) => tx.renew(lease, 2_000));
    clock.advance(5_000);
    await until(async () => (await one.head()) === 2, clock);
    await put(one, ["end"], 1);
    for (const engine of [one, two]) await expectHeldUntil(engine, start, 2_900);
  });

  checkInTime("a lease renewed for less ends that much earlier", async (open, clock) => {
    const [one, two] = [await open(), await open()];
    const start = clock.wallMs();
    const lease = await holdFor(one, HOUR_MS);
    clock.advance(900);
    await two.transact((tx) => tx.renew(lease, 100));
    clock.advance(5_000);
    await until(async () => (await one.head()) === 2, clock);
    await put(one, ["end"], 1);
    for (const engine of [one, two]) await expectHeldUntil(engine, start, 1_000);
  });

  checkInTime("a revoked lease's key is there until it was revoked", async (open, clock) => {
    const [one, two] = [await open(), await open()];
    const start = clock.wallMs();
    const lease = await holdFor(one, 1_000);
    clock.advance(400);
    await two.transact((tx) => tx.revoke(lease));
    clock.advance(5_000);
    await put(one, ["end"], 1);
    for (const engine of [one, two]) await expectHeldUntil(engine, start, 400);
  });

  checkInTime("a key that was freed of its lease stays", async (open, clock) => {
    const engine = await open();
    await holdFor(engine, 1_000);
    clock.advance(400);
    await put(engine, HELD, "booked");
    const time = clock.wallMs();
    clock.advance(5_000);
    await put(engine, ["end"], 1);
    expect(await readAsOf(engine, HELD, { time })).toBe("booked");
    expect(await readAsOf(engine, HELD, { time: time - 1 })).toBe("held");
    expect(await readAsOf(engine, HELD, { time: time + 4_000 })).toBe("booked");
  });

  checkInTime("of an earlier time nothing is left of any lease", async (open, clock) => {
    const engine = await open();
    const time = clock.wallMs();
    const lease = await holdFor(engine, HOUR_MS);
    clock.advance(1);
    await put(engine, ["end"], 1);
    const snapshot = await engine.snapshot({ time });
    expect(await snapshot.get(HELD)).toBe("held");
    expect(await snapshot.leaseLeftMs(lease)).toBe(0);
    snapshot.close();
  });

  checkOn(stopped.make, "what had lapsed by then takes none of a range's limit", async (open) => {
    const [one, two] = [await open(), await open()];
    await one.transact((tx) => {
      const lease = tx.lease(1_000);
      for (const letter of "abcdef") {
        tx.put(["p", letter], letter, "ace".includes(letter) ? { lease } : {});
      }
    });
    stopped.advance(2_000);
    const time = stopped.wallMs();
    await put(two, ["p", "b"], "b");
    stopped.advance(1_000);
    await put(two, ["p", "g"], "g");
    const letters = async (options: { limit?: number; reverse?: boolean; after?: string[] }) => {
      const entries = await entriesOf(two, { prefix: ["p"], ...options }, { time });
      return entries.map(([, value]) => value).join("");
    };
    expect(await letters({})).toBe("bdf");
    expect(await letters({ limit: 2 })).toBe("bd");
    expect(await letters({ limit: 2, reverse: true })).toBe("fd");
    expect(await letters({ after: ["p", "a"], limit: 1 })).toBe("b");
    expect(await letters({ after: ["p", "e"], reverse: true })).toBe("db");
  });

  checkOn(
    stopped.make,
    "it stands still while leases are reaped and others write",
    async (open) => {
      const [one, two] = [await open(), await open()];
      const start = stopped.wallMs();
      const before = await heldAndLapsed(one, stopped.advance);
      const alive = await two.snapshot({ time: start + 600 });
      const lapsed = await two.snapshot({ time: start + 1_500 });
      const reaper = await open();
      await until(async () => (await reaper.head()) === before + 1);
      for (let index = 0; index < 20; index++) await put(one, ["other", index % 3], index);
      expect(await alive.range({ prefix: [] })).toHaveLength(2);
      expect(await alive.get(HELD)).toBe("held");
      expect(await lapsed.range({ prefix: [] })).toHaveLength(2);
      expect(await lapsed.get(HELD)).toBeUndefined();
      alive.close();
      lapsed.close();
    },
  );

  checkInTime("a wall clock set back an hour mixes up no order", async (open, clock) => {
    const [one, two] = [await open(), await open()];
    const start = clock.wallMs();
    await put(one, ["k"], "before");
    clock.advance(50);
    await put(two, ["k"], "last of the old time");
    clock.stepWall(-HOUR_MS);
    await put(one, ["k"], "amid the hour");
    clock.advance(HOUR_MS / 2);
    await put(two, ["k"], "still amid the hour");
    clock.advance(HOUR_MS / 2 + 10);
    await put(one, ["k"], "after");
    const at = (ms: number) => readAsOf(two, ["k"], { time: start + ms });
    expect(await at(-HOUR_MS / 2)).toBeUndefined();
    expect([await at(0), await at(49)]).toEqual(["before", "before"]);
    // Commit times never go down: the whole hour happened at its beginning.
    expect([await at(50), await at(59)]).toEqual(["still amid the hour", "still amid the hour"]);
    expect(await at(60)).toBe("after");
  });

  for (const [direction, stepMs] of [
    ["forward", HOUR_MS],
    ["back", -HOUR_MS],
  ] as const) {
    checkInTime(
      `a wall clock set an hour ${direction} revives nothing that was reaped`,
      async (open, clock) => {
        const [one, two] = [await open(), await open()];
        const { revision } = await one.transact((tx) =>
          tx.put(HELD, "held", { lease: tx.lease(1_000) }),
        );
        clock.stepWall(stepMs);
        clock.advance(1_000);
        await until(async () => (await two.head()) === revision + 1, clock);
        const reap = await two.snapshot();
        clock.advance(2 * HOUR_MS);
        await put(one, ["end"], 1);
        for (let time = reap.at; time < reap.at + HOUR_MS; time += HOUR_MS / 8) {
          expect(await readAsOf(two, HELD, { time })).toBeUndefined();
        }
        reap.close();
        expect(await readAsOf(two, HELD, { revision })).toBe("held");
      },
    );
  }

  checkInTime(
    "a wall clock set forward does not lapse what was replaced while its lease lived",
    async (open, clock) => {
      const [one, two] = [await open(), await open()];
      const start = clock.wallMs();
      await holdFor(one, 1_000);
      expect(await readAsOf(two, HELD, { time: start })).toBe("held");
      clock.stepWall(HOUR_MS);
      await put(two, HELD, "booked");
      await put(one, ["end"], 1);
      for (const engine of [one, two]) {
        expect(await readAsOf(engine, HELD, { time: start + HOUR_MS - 1 })).toBe("held");
        expect(await readAsOf(engine, HELD, { time: start + HOUR_MS })).toBe("booked");
      }
    },
  );

  checkInTime("it is read alike through a handle that is opened later", async (open, clock) => {
    const first = await open();
    const start = clock.wallMs();
    await holdFor(first, 1_000);
    clock.advance(400);
    await put(first, ["k"], 1);
    clock.advance(5_000);
    await put(first, ["end"], 1);
    await commitsUntil(first.changes({ after: 0 }), ["end"]);
    await first.close();
    await expectHeldUntil(await open(), start, 1_000);
  });
};

async function holdFor(engine: Engine, forMs: number): Promise<LeaseId> {
  const { value } = await engine.transact((tx) => {
    const lease = tx.lease(forMs);
    tx.put(HELD, "held", { lease });
    return lease;
  });
  return value;
}

/** Holds for a second, and lets two pass, with two other commits on the way; returns the head. */
async function heldAndLapsed(engine: Engine, advance: (ms: number) => void): Promise<number> {
  await holdFor(engine, 1_000);
  advance(500);
  await put(engine, ["other", 0], 0);
  advance(1_000);
  const head = await put(engine, ["other", 1], 1);
  advance(500);
  return head;
}

/** Asserts that the key was there for so long, and absent from then to the end. */
async function expectHeldUntil(
  engine: Engine,
  start: number,
  forMs: number,
  end = start + forMs + 500,
): Promise<void> {
  const isHeld = async (time: number) => {
    const value = await readAsOf(engine, HELD, { time });
    const entries = await entriesOf(engine, { prefix: HELD }, { time });
    expect(entries).toEqual(value === undefined ? [] : [[HELD, value]]);
    return value === "held";
  };
  expect(await isHeld(start - 1)).toBe(false);
  for (const time of [start, start + 1, start + forMs - 1]) expect(await isHeld(time)).toBe(true);
  for (const time of [start + forMs, start + forMs + 1, end - 1]) {
    expect(await isHeld(time)).toBe(false);
  }
}
