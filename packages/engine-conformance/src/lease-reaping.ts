/** A lapsed lease's keys are deleted by an ordinary commit, once, which every feed shows. */

import type { Commit, Engine, Gap } from "@holdfast/shared-state/engine";
import { expect } from "vitest";
import type { Guarantee } from "./kit.ts";
import { entriesOf, put, read } from "./reading.ts";
import { changedKeys, collect, commitsUntil, giveWay, until } from "./waiting.ts";

export const leasesAreReaped: Guarantee = ({ checkInTime }) => {
  checkInTime("reaped exactly once, though several handles are open", async (open, clock) => {
    const handles = [await open(), await open(), await open()];
    const feeds = handles.map((engine) => engine.changes());
    const events = collect(handles[0]!.changes());
    await handles[0]!.transact((tx) => {
      const lease = tx.lease(1_000);
      tx.put(["a"], 1, { lease });
      tx.put(["b"], 1, { lease });
    });
    clock.advance(1_000);
    await until(() => reapedKeys(events).length > 0, clock);
    clock.advance(10_000);
    await put(handles[1]!, ["end"], 1);
    for (const feed of feeds) {
      const commits = await commitsUntil(feed, ["end"]);
      expect(reapedKeys(commits)).toEqual(['["a"]', '["b"]']);
      const reap = commits.find(({ note }) => note.cause === "lease-lapsed");
      expect(reap?.changes.every(({ value }) => value === undefined)).toBe(true);
      expect(commits.map(({ revision }) => revision)).toEqual([1, 2, 3]);
    }
  });

  checkInTime(
    "whoever ends what had lapsed, the commit says when it had: and says nothing of what lived",
    async (open, clock) => {
      const [one, two] = [await open(), await open()];
      const grantedAt = clock.wallMs();
      await one.transact((tx) => {
        for (const key of ["overwritten", "reaped"]) tx.put([key], 1, { lease: tx.lease(1_000) });
        tx.put(["alive"], 1, { lease: tx.lease(60_000) });
      });
      const events = collect(two.changes());
      clock.advance(1_500);
      await one.transact((tx) => {
        tx.put(["overwritten"], 2);
        tx.delete(["alive"]);
      });
      const changes = () =>
        events.flatMap((event) => (event.kind === "commit" ? event.changes : []));
      // The first may have been reaped before it was overwritten: then that commit says so.
      const lapses = () => changes().filter(({ lapsedAt }) => lapsedAt !== undefined);
      await until(() => changes().some(({ key }) => key[0] === "reaped"), clock);
      const told = lapses().map(({ key, lapsedAt }) => [key[0], lapsedAt]);
      expect(told.sort()).toEqual([
        ["overwritten", grantedAt + 1_000],
        ["reaped", grantedAt + 1_000],
      ]);
      expect(changes().some(({ key }) => key[0] === "alive")).toBe(true);
    },
  );

  checkInTime(
    "a renewed lease is reaped at its new deadline and not before",
    async (open, clock) => {
      const [one, two] = [await open(), await open()];
      const events = collect(two.changes());
      const { value: lease } = await one.transact((tx) => {
        const made = tx.lease(1_000);
        tx.put(["k"], 1, { lease: made });
        return made;
      });
      clock.advance(900);
      await one.transact((tx) => tx.renew(lease, 1_000));
      clock.advance(999);
      expect(await read(two, ["k"])).toBe(1);
      await giveWay(3);
      expect(await two.head()).toBe(1);
      clock.advance(1);
      await until(() => reapedKeys(events).length === 1, clock);
    },
  );

  checkInTime(
    "a lease renewed for a shorter time is reaped that much earlier",
    async (open, clock) => {
      const [one, two] = [await open(), await open()];
      const events = collect(two.changes());
      const { value: lease } = await one.transact((tx) => {
        const made = tx.lease(1_000);
        tx.put(["k"], 1, { lease: made });
        return made;
      });
      await one.transact((tx) => tx.renew(lease, 10));
      clock.advance(20);
      await until(() => reapedKeys(events).length === 1, clock);
    },
  );

  checkInTime(
    "a lease with more keys than a transaction takes is reaped in several",
    async (open, clock) => {
      const engine = await open();
      const { transactionKeysMax } = engine.manifest;
      const events = collect(engine.changes());
      const { value: lease } = await engine.transact((tx) => tx.lease(1_000));
      for (let part = 0; part < 2; part++) {
        await engine.transact((tx) => {
          for (let index = 0; index < transactionKeysMax; index++) {
            tx.put(["k", part, index], 1, { lease });
          }
        });
      }
      await engine.transact((tx) => tx.put(["k", 2], 1, { lease }));
      clock.advance(1_000);
      expect(await entriesOf(engine, { prefix: [] })).toEqual([]);
      await until(() => reapedKeys(events).length === 2 * transactionKeysMax + 1, clock);
      for (const event of events) {
        if (event.kind !== "commit") continue;
        expect(event.changes.length).toBeLessThanOrEqual(transactionKeysMax);
      }
    },
  );

  checkInTime(
    "many leases that lapse together are all reaped, each key once",
    async (open, clock) => {
      const handles = [await open(), await open()];
      const events = collect(handles[1]!.changes());
      await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          handles[index % 2]!.transact((tx) => tx.put(["k", index], 1, { lease: tx.lease(1_000) })),
        ),
      );
      clock.advance(1_000);
      await until(() => reapedKeys(events).length >= 20, clock);
      await put(handles[0]!, ["end"], 1);
      await until(() => events.length > 0 && touches(events.at(-1)!, ["end"]));
      expect(reapedKeys(events)).toHaveLength(20);
    },
  );

  checkInTime("a key put anew between lapsing and reaping is left alone", async (open, clock) => {
    const [one, two] = [await open(), await open()];
    const events = collect(two.changes());
    await one.transact((tx) => {
      const lease = tx.lease(1_000);
      tx.put(["taken"], "old", { lease });
      tx.put(["left"], "old", { lease });
    });
    clock.advance(1_000);
    await two.transact((tx) => {
      if (tx.get(["taken"]) === undefined) tx.put(["taken"], "new");
    });
    await until(() => reapedKeys(events).includes('["left"]'), clock);
    clock.advance(10_000);
    expect(await read(one, ["taken"])).toBe("new");
    expect(await read(one, ["left"])).toBeUndefined();
  });

  checkInTime(
    "a lease whose maker has closed its handle is reaped by another",
    async (open, clock) => {
      const [maker, other] = [await open(), await open()];
      const events = collect(other.changes());
      await maker.transact((tx) => tx.put(["k"], 1, { lease: tx.lease(1_000) }));
      await maker.close();
      await until(() => events.length === 1);
      clock.advance(1_000);
      await until(() => reapedKeys(events).length === 1, clock);
    },
  );

  checkInTime(
    "a lease that lapsed while no handle was open is reaped afterwards",
    async (open, clock) => {
      const first = await open();
      const { revision } = await first.transact((tx) =>
        tx.put(["k"], 1, { lease: tx.lease(1_000) }),
      );
      await first.close();
      clock.advance(5_000);
      const later = await open();
      const events = collect(later.changes({ after: revision }));
      expect(await read(later, ["k"])).toBeUndefined();
      await until(() => reapedKeys(events).length === 1, clock);
    },
  );

  checkInTime("a lease that holds no key comes and goes without harm", async (open, clock) => {
    const engine = await open();
    const { value: lease } = await engine.transact((tx) => tx.lease(1_000));
    clock.advance(1_000);
    await put(engine, ["k"], 1);
    expect((await engine.transact((tx) => tx.leaseLeftMs(lease))).value).toBe(0);
    await expectOnly(engine, ["k"]);
  });
};

async function expectOnly(engine: Engine, key: readonly string[]): Promise<void> {
  const entries = await entriesOf(engine, { prefix: [] });
  expect(entries.map(([found]) => found)).toEqual([key]);
}

/** Every key that was deleted because its lease lapsed, as JSON, as often as it was. */
function reapedKeys(events: readonly (Commit | Gap)[]): string[] {
  return events.flatMap((event) =>
    event.kind === "commit" && event.note.cause === "lease-lapsed" ? changedKeys(event) : [],
  );
}

function touches(event: Commit | Gap, key: readonly string[]): boolean {
  return event.kind === "commit" && changedKeys(event).includes(JSON.stringify(key));
}
