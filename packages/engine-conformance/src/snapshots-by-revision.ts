/** Snapshots stand still, and any retained revision can be read as its commit left it. */

import type { Engine, Key, Revision } from "@holdfast/shared-state/engine";
import { expect } from "vitest";
import type { Guarantee } from "./kit.ts";
import { stoppedTimers } from "./leased-key.ts";
import { entriesOf, headOf, isRetained, put, readAsOf } from "./reading.ts";
import { collect, expectCode, until } from "./waiting.ts";

export const snapshotsReadByRevision: Guarantee = ({ check, checkInTime, checkOn }) => {
  check("a snapshot stands still while others write, delete and create", async (open) => {
    const [reader, writer] = [await open(), await open()];
    await writer.transact((tx) => {
      for (const key of ["changed", "deleted", "recreated"]) tx.put(["k", key], "old");
    });
    const snapshot = await reader.snapshot();
    const before = await snapshot.range({ prefix: [] });
    await put(writer, ["k", "changed"], "new");
    await writer.transact((tx) => {
      tx.delete(["k", "deleted"]);
      tx.delete(["k", "recreated"]);
      tx.put(["k", "created"], "new");
    });
    await put(writer, ["k", "recreated"], "new");
    expect(await snapshot.range({ prefix: [] })).toEqual(before);
    expect(await snapshot.get(["k", "changed"])).toBe("old");
    expect(await snapshot.get(["k", "deleted"])).toBe("old");
    expect(await snapshot.get(["k", "recreated"])).toBe("old");
    expect(await snapshot.get(["k", "created"])).toBeUndefined();
    expect(snapshot.revision).toBe(1);
    snapshot.close();
    snapshot.close();
  });

  check("snapshots of several revisions stand side by side", async (open) => {
    const [reader, writer] = [await open(), await open()];
    const snapshots = [await reader.snapshot()];
    for (let round = 1; round <= 5; round++) {
      await put(writer, ["x"], round);
      snapshots.push(await reader.snapshot());
    }
    for (const [round, snapshot] of snapshots.entries()) {
      expect(snapshot.revision).toBe(round);
      expect(await snapshot.get(["x"])).toBe(round === 0 ? undefined : round);
    }
    for (const snapshot of snapshots) snapshot.close();
  });

  check("every earlier revision reads as it was, through any handle", async (open) => {
    const [one, two] = [await open(), await open()];
    const history = await writeHistory(one);
    for (const [revision, expected] of history) {
      for (const engine of [one, two]) {
        expect(await entriesOf(engine, { prefix: ["k"] }, { revision })).toEqual(expected);
        expect(await entriesOf(engine, { prefix: ["k"], reverse: true }, { revision })).toEqual(
          [...expected].reverse(),
        );
        for (const [key, value] of expected) {
          expect(await readAsOf(engine, key, { revision })).toBe(value);
        }
      }
    }
    expect(await readAsOf(two, ["k", "b"], { revision: 5 })).toBeUndefined();
  });

  check("earlier revisions still read the same in a handle opened later", async (open) => {
    const first = await open();
    const history = await writeHistory(first);
    await first.close();
    const later = await open();
    for (const [revision, expected] of history) {
      expect(await entriesOf(later, { prefix: ["k"] }, { revision })).toEqual(expected);
    }
  });

  checkInTime("a snapshot tells the time of the commit that it shows", async (open, clock) => {
    const engine = await open();
    const times = [0];
    for (let index = 0; index < 4; index++) {
      clock.advance(1_000);
      times.push(clock.wallMs());
      await put(engine, ["k"], index);
    }
    clock.advance(1_000);
    for (const [revision, at] of times.entries()) {
      const snapshot = await engine.snapshot({ revision });
      snapshot.close();
      expect(snapshot.at).toBe(at);
    }
    expect((await headOf(engine)).at).toBe(times.at(-1));
  });

  check("ranges of an earlier revision page and limit like those of the present", async (open) => {
    const engine = await open();
    for (let index = 0; index < 6; index++) await put(engine, ["k", index], index);
    const then = await engine.head();
    await engine.transact((tx) => {
      for (let index = 0; index < 6; index += 2) tx.delete(["k", index]);
      for (let index = 6; index < 9; index++) tx.put(["k", index], index);
    });
    const values = async (options: { after?: Key; limit?: number; reverse?: boolean }) =>
      (await entriesOf(engine, { prefix: ["k"], ...options }, { revision: then })).map(
        ([, value]) => value,
      );
    expect(await values({})).toEqual([0, 1, 2, 3, 4, 5]);
    expect(await values({ limit: 3 })).toEqual([0, 1, 2]);
    expect(await values({ after: ["k", 2], limit: 2 })).toEqual([3, 4]);
    expect(await values({ reverse: true, limit: 2 })).toEqual([5, 4]);
    expect(await values({ reverse: true, after: ["k", 4], limit: 2 })).toEqual([3, 2]);
  });

  checkInTime(
    "in the past a leased key is there until the commit that took it",
    async (open, clock) => {
      const [one, two] = [await open(), await open()];
      const events = collect(one.changes());
      const leased = await one.transact((tx) => tx.put(["k"], "held", { lease: tx.lease(1_000) }));
      const between = await put(one, ["other"], 1);
      clock.advance(1_000);
      await until(() => events.length === 3, clock);
      await put(two, ["k"], "anew");
      for (const engine of [one, two]) {
        expect(await readAsOf(engine, ["k"], { revision: leased.revision })).toBe("held");
        expect(await readAsOf(engine, ["k"], { revision: between })).toBe("held");
        expect(await readAsOf(engine, ["k"], { revision: between + 1 })).toBeUndefined();
        expect(await readAsOf(engine, ["k"])).toBe("anew");
      }
    },
  );

  const stopped = stoppedTimers();
  checkOn(
    stopped.make,
    "the latest revision, asked for by its number, does not change when leases lapse",
    async (open) => {
      const [one, two] = [await open(), await open()];
      const { value: lease, revision } = await one.transact((tx) => {
        const made = tx.lease(1_000);
        tx.put(["k"], "held", { lease: made });
        return made;
      });
      for (let passed = 0; passed < 2; passed++) {
        for (const engine of [one, two]) {
          const snapshot = await engine.snapshot({ revision });
          expect(await snapshot.get(["k"])).toBe("held");
          expect(await snapshot.range({ prefix: [] })).toHaveLength(1);
          expect(await snapshot.leaseLeftMs(lease)).toBe(0);
          snapshot.close();
        }
        stopped.advance(1_000);
      }
      expect(await readAsOf(two, ["k"])).toBeUndefined();
    },
  );

  check("in the past a revoked lease's keys are there until the revoking commit", async (open) => {
    const engine = await open();
    const { value: lease } = await engine.transact((tx) => {
      const made = tx.lease(60_000);
      tx.put(["k"], "held", { lease: made });
      return made;
    });
    await engine.transact((tx) => tx.revoke(lease));
    await put(engine, ["other"], 1);
    expect(await readAsOf(engine, ["k"], { revision: 1 })).toBe("held");
    expect(await readAsOf(engine, ["k"], { revision: 2 })).toBeUndefined();
    expect(await entriesOf(engine, { prefix: ["k"] }, { revision: 1 })).toEqual([[["k"], "held"]]);
  });

  check("a revision that does not exist yet is revision-in-the-future", async (open) => {
    const engine = await open();
    await expectCode(engine.snapshot({ revision: 1 }), "revision-in-the-future");
    const revision = await put(engine, ["k"], 1);
    await expectCode(engine.snapshot({ revision: revision + 1 }), "revision-in-the-future");
    expect(await readAsOf(engine, ["k"], { revision })).toBe(1);
  });

  check("what is retained reads right, and what is not is revision-not-retained", async (open) => {
    const engine = await open({ retention: { commits: 10 } });
    expect(engine.manifest.retention.commits).toBe(10);
    for (let index = 1; index <= 60; index++) await put(engine, ["k", index % 7], index);
    await until(async () => !(await isRetained(engine, { revision: 1 })));
    await expectCode(engine.snapshot({ revision: 1 }), "revision-not-retained");
    for (let revision = 51; revision <= 60; revision++) {
      const values = (await entriesOf(engine, { prefix: [] }, { revision })).map(
        ([, value]) => value,
      );
      const latest = Array.from({ length: 7 }, (_, back) => revision - back);
      expect(values.sort()).toEqual(latest.sort());
    }
  });

  check(
    "a snapshot that is open stays readable when its revision is no longer kept",
    async (open) => {
      const [reader, writer] = [
        await open({ retention: { commits: 10 } }),
        await open({ retention: { commits: 10 } }),
      ];
      await put(writer, ["k"], "old");
      const snapshot = await reader.snapshot();
      for (let index = 0; index < 40; index++) await put(writer, ["k"], index);
      expect(await snapshot.get(["k"])).toBe("old");
      expect(await snapshot.range({ prefix: [] })).toEqual([{ key: ["k"], value: "old" }]);
      snapshot.close();
    },
  );
};

type Expected = readonly (readonly [Key, unknown])[];

/** Creates, changes, deletes and re-creates; says what each revision holds. */
async function writeHistory(engine: Engine): Promise<Map<Revision, Expected>> {
  const history = new Map<Revision, Expected>([[0, []]]);
  const state = new Map<string, number>();
  const steps: readonly (readonly [string, number | undefined])[] = [
    ["b", 1],
    ["a", 2],
    ["b", 3],
    ["ab", 4],
    ["b", undefined],
    ["c", 6],
    ["b", 7],
    ["a", undefined],
    ["b", 9],
  ];
  for (const [name, value] of steps) {
    const { revision } = await engine.transact((tx) => {
      if (value === undefined) tx.delete(["k", name]);
      else tx.put(["k", name], value);
    });
    if (value === undefined) state.delete(name);
    else state.set(name, value);
    const sorted = [...state].sort(([a], [b]) => (a < b ? -1 : 1));
    history.set(
      revision,
      sorted.map(([key, kept]) => [["k", key], kept] as const),
    );
  }
  return history;
}
