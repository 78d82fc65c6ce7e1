/** A closed engine refuses everything; one that closes finishes what is under way. */

import { type Clock, ManualClock } from "@holdfast/shared-state/engine";
import { expect } from "vitest";
import type { Guarantee } from "./kit.ts";
import { entriesOf, put, read } from "./reading.ts";
import { expectCode } from "./waiting.ts";

export const closes: Guarantee = ({ check, checkOn }) => {
  check("after closing, everything rejects with engine-closed", async (open) => {
    const engine = await open();
    await put(engine, ["k"], 1);
    await engine.close();
    const watch = async () => engine.changes().next();
    await expectCode(
      engine.transact((tx) => tx.get(["k"])),
      "engine-closed",
    );
    await expectCode(
      engine.transact((tx) => tx.put(["k"], 2)),
      "engine-closed",
    );
    await expectCode(engine.snapshot(), "engine-closed");
    await expectCode(engine.snapshot({ revision: 1 }), "engine-closed");
    await expectCode(engine.snapshot({ time: 1 }), "engine-closed");
    await expectCode(engine.erase([["k"]]), "engine-closed");
    await expectCode(engine.head(), "engine-closed");
    await expectCode(engine.durable(1), "engine-closed");
    await expectCode(engine.durable(99), "engine-closed");
    await expectCode(watch(), "engine-closed");
    expect(await read(await open(), ["k"])).toBe(1);
  });

  check("closing twice, also at once, is closing once", async (open) => {
    const engine = await open();
    await Promise.all([engine.close(), engine.close()]);
    await engine.close();
    await expectCode(engine.head(), "engine-closed");
  });

  check("transactions under way are finished before closing is", async (open) => {
    const [closing, other] = [await open(), await open()];
    const underWay = Array.from({ length: 10 }, (_, index) => put(closing, ["k", index], index));
    await closing.close();
    expect(await other.head()).toBe(10);
    const revisions = await Promise.all(underWay);
    expect(new Set(revisions).size).toBe(10);
    expect(await entriesOf(other, { prefix: ["k"] })).toHaveLength(10);
  });

  check("a snapshot of a closed engine rejects, and can still be closed", async (open) => {
    const engine = await open();
    await put(engine, ["k"], 1);
    const snapshot = await engine.snapshot();
    await engine.close();
    await expectCode(snapshot.get(["k"]), "engine-closed");
    await expectCode(snapshot.range({ prefix: [] }), "engine-closed");
    await expectCode(snapshot.leaseLeftMs("lease"), "engine-closed");
    snapshot.close();
  });

  check("a snapshot of an earlier moment rejects when its engine is closed", async (open) => {
    const engine = await open();
    await put(engine, ["k"], 1);
    const snapshots = [await engine.snapshot({ revision: 1 }), await engine.snapshot({ time: 1 })];
    await engine.close();
    for (const snapshot of snapshots) {
      await expectCode(snapshot.get(["k"]), "engine-closed");
      await expectCode(snapshot.range({ prefix: [] }), "engine-closed");
      snapshot.close();
    }
  });

  check("closing one handle leaves the others working", async (open) => {
    const [closing, staying] = [await open(), await open()];
    await put(closing, ["k"], 1);
    await closing.close();
    expect(await put(staying, ["k"], 2)).toBe(2);
    const anew = await open();
    expect(await read(anew, ["k"])).toBe(2);
  });

  const timers = countedTimers();
  checkOn(timers.make, "closing leaves no timer behind, whatever the leases", async (open) => {
    const handles = [await open(), await open()];
    for (const engine of handles) {
      await engine.transact((tx) => tx.put(["k"], 1, { lease: tx.lease(1_000) }));
      await engine.transact((tx) => tx.lease(60_000));
    }
    const waiting = handles.map((engine) => engine.changes({ prefix: ["other"] }).next());
    await Promise.all(handles.map((engine) => engine.close()));
    await Promise.all(waiting);
    expect(timers.alive()).toBe(0);
  });
};

/** A clock that knows how many of its timers have neither fired nor been cancelled. */
function countedTimers() {
  const alive = new Set<object>();
  const make = (): Clock => {
    const clock = new ManualClock();
    alive.clear();
    return {
      bootId: clock.bootId,
      wallMs: () => clock.wallMs(),
      monotonicMs: () => clock.monotonicMs(),
      after: (ms, callback) => {
        const timer = {};
        alive.add(timer);
        const cancel = clock.after(ms, () => {
          alive.delete(timer);
          callback();
        });
        return () => {
          alive.delete(timer);
          cancel();
        };
      },
    };
  };
  return { make, alive: () => alive.size };
}
