/** What is erased is gone: as of no moment of the past does anybody find a value of those keys. */

import type { Engine, Key, Transaction } from "@holdfast/shared-state/engine";
import { expect } from "vitest";
import type { Guarantee } from "./kit.ts";
import { entriesOf, put, read, readAsOf } from "./reading.ts";
import { changedKeys, commitsUntil, nextCommit, until } from "./waiting.ts";

const ADA = ["person", "ada"];

export const erasingReachesThePast: Guarantee = ({ check, checkInTime }) => {
  check("erased keys are deleted by a commit that every feed shows", async (open) => {
    const [one, two] = [await open(), await open()];
    await put(one, ADA, { name: "Ada" });
    const feeds = [one.changes(), two.changes()];
    const revision = await two.erase([ADA]);
    for (const engine of [one, two]) {
      expect(await read(engine, ADA)).toBeUndefined();
      expect(await readAsOf(engine, ADA)).toBeUndefined();
      expect(await engine.head()).toBe(revision);
      await engine.durable(revision);
    }
    for (const feed of feeds) {
      const commit = await nextCommit(feed);
      expect(commit).toMatchObject({ revision, note: { cause: "erased" } });
      expect(commit.changes).toEqual([{ key: ADA }]);
    }
  });

  check("the note says who erased, and why", async (open) => {
    const engine = await open();
    await put(engine, ADA, 1);
    const feed = engine.changes();
    const note = { actor: "person/ada", cause: "left", correlation: "c" };
    await engine.erase([ADA], note);
    expect((await nextCommit(feed)).note).toEqual(note);
  });

  checkInTime("as of any earlier revision or time they are absent", async (open, clock) => {
    const [one, two] = [await open(), await open()];
    const start = clock.wallMs();
    await writeLife(one, () => clock.advance(10));
    const erased = await two.erase([ADA]);
    for (const engine of [one, two, await open()]) {
      for (let revision = 0; revision <= erased; revision++) {
        await expectAbsent(engine, { revision });
      }
      for (let time = start - 5; time <= clock.wallMs() + 5; time += 5) {
        await expectAbsent(engine, { time });
      }
    }
  });

  checkInTime("siblings, children and other keys keep their past", async (open, clock) => {
    const engine = await open();
    const others: Key[] = [
      ["person"],
      ["person", "ad"],
      ["person", "ada", "x"],
      ["person", "adam"],
    ];
    for (let round = 0; round < 3; round++) {
      await engine.transact((tx) => {
        for (const key of [...others, ADA]) tx.put(key, round);
      });
      clock.advance(10);
    }
    await engine.erase([ADA]);
    for (let round = 0; round < 3; round++) {
      const expected = others.map((key) => [key, round]);
      const moments = [
        { revision: round + 1 },
        { time: clock.wallMs() - 10 * (3 - round) },
        { time: clock.wallMs() - 10 * (3 - round) + 9 },
      ];
      for (const moment of moments) {
        const found = await entriesOf(engine, { prefix: ["person"] }, moment);
        expect(found).toEqual(expected);
      }
    }
  });

  check("feeds of the past still have every commit, and no value of them", async (open) => {
    const [one, two] = [await open(), await open()];
    await writeLife(one);
    // Read once before, so that whatever a handle remembers of it has to be forgotten.
    for (const engine of [one, two]) await revisionsSince0(engine);
    const erased = await one.erase([ADA]);
    await put(two, ["end"], 1);
    for (const engine of [one, two, await open()]) {
      const commits = await commitsUntil(engine.changes({ after: 0 }), ["end"]);
      const expected = Array.from({ length: erased + 1 }, (_, index) => index + 1);
      expect(commits.map(({ revision }) => revision)).toEqual(expected);
      expect(JSON.stringify(commits)).not.toContain("Ada");
      for (const { changes } of commits.slice(0, -2)) {
        const of = (name: string) => changes.filter(({ key }) => key[1] === name);
        expect(of("ada")).toEqual([{ key: ADA }]);
        expect(of("grace")).toMatchObject([{ value: { name: "Grace" } }]);
      }
    }
  });

  check("a key that was deleted long before loses its past too", async (open) => {
    const [one, two] = [await open(), await open()];
    await writeLife(one);
    const deleted = await two.transact((tx) => tx.delete(ADA));
    await put(one, ["other"], 1);
    await one.erase([ADA]);
    for (let revision = 0; revision <= deleted.revision + 1; revision++) {
      await expectAbsent(two, { revision });
    }
    const feed = two.changes({ after: 0, until: deleted.revision });
    for await (const event of feed) expect(JSON.stringify(event)).not.toContain("Ada");
  });

  check("keys that were never there, or none at all, harm nothing", async (open) => {
    const engine = await open();
    await writeLife(engine);
    const before = await entriesOf(engine, { prefix: [] }, { revision: 2 });
    const head = await engine.head();
    expect(await engine.erase([])).toBe(head);
    expect(await engine.erase([["never"], ["person"], [...ADA, "x"]])).toBeGreaterThanOrEqual(head);
    expect(await entriesOf(engine, { prefix: [] }, { revision: 2 })).toEqual(before);
    expect(await read(engine, ADA)).toEqual({ name: "Ada 4" });
  });

  check("erasing twice is erasing once", async (open) => {
    const [one, two] = [await open(), await open()];
    await writeLife(one);
    await Promise.all([one.erase([ADA, ADA]), two.erase([ADA])]);
    await one.erase([ADA]);
    for (const engine of [one, two]) {
      for (let revision = 0; revision <= (await engine.head()); revision++) {
        await expectAbsent(engine, { revision });
      }
    }
  });

  checkInTime("a leased key goes, and its lease lives on with the others", async (open, clock) => {
    const [one, two] = [await open(), await open()];
    const { value: lease } = await one.transact((tx) => {
      const made = tx.lease(1_000);
      tx.put(ADA, { name: "Ada" }, { lease: made });
      tx.put(["held"], "held", { lease: made });
      return made;
    });
    const feed = two.changes();
    clock.advance(100);
    await two.erase([ADA]);
    expect((await one.transact((tx) => tx.leaseLeftMs(lease))).value).toBe(900);
    expect(await read(one, ["held"])).toBe("held");
    clock.advance(900);
    const nextChanges = async () => (await nextCommit(feed)).changes;
    expect(await nextChanges()).toEqual([{ key: ADA }]);
    await until(async () => (await one.head()) === 3, clock);
    expect(await nextChanges()).toMatchObject([{ key: ["held"] }]);
    await expectAbsent(one, { revision: 1 });
    await expectAbsent(one, { time: clock.wallMs() - 950 });
    expect(await readAsOf(one, ["held"], { time: clock.wallMs() - 950 })).toBe("held");
  });

  checkInTime("a reaped key's past goes too", async (open, clock) => {
    const [one, two] = [await open(), await open()];
    await one.transact((tx) => tx.put(ADA, { name: "Ada" }, { lease: tx.lease(1_000) }));
    clock.advance(1_000);
    await until(async () => (await two.head()) === 2, clock);
    await two.erase([ADA]);
    await expectAbsent(one, { revision: 1 });
    await expectAbsent(one, { time: clock.wallMs() - 500 });
  });

  check("more keys than a transaction takes are erased too", async (open) => {
    const [one, two] = [await open(), await open()];
    const most = one.manifest.transactionKeysMax;
    const keys = Array.from({ length: 2 * most + 1 }, (_, index) => ["person", index]);
    for (let at = 0; at < keys.length; at += most) {
      await one.transact((tx) => {
        for (const key of keys.slice(at, at + most)) tx.put(key, { name: "Ada" });
      });
    }
    const before = await one.head();
    const erased = await two.erase(keys);
    expect(await one.head()).toBe(erased);
    for (const revision of [1, before, erased]) {
      expect(await entriesOf(one, { prefix: ["person"] }, { revision })).toEqual([]);
    }
    const found: string[] = [];
    for await (const event of one.changes({ after: before, until: erased })) {
      if (event.kind === "gap") return expect.unreachable("Everything is retained.");
      expect(event.changes.length).toBeLessThanOrEqual(most);
      found.push(...changedKeys(event));
    }
    expect(found.sort()).toEqual(keys.map((key) => JSON.stringify(key)).sort());
  });

  check("a key put anew afterwards has a past from then on", async (open) => {
    const [one, two] = [await open(), await open()];
    await writeLife(one);
    const erased = await one.erase([ADA]);
    const anew = await put(two, ADA, "anew");
    await put(one, ADA, "again");
    for (const engine of [one, two]) {
      for (let revision = 0; revision <= erased; revision++) {
        await expectAbsent(engine, { revision });
      }
      expect(await readAsOf(engine, ADA, { revision: anew })).toBe("anew");
      expect(await readAsOf(engine, ADA, { revision: anew + 1 })).toBe("again");
      expect(await nextCommit(engine.changes({ after: erased }))).toMatchObject({
        changes: [{ key: ADA, value: "anew" }],
      });
    }
  });

  check(
    "amid writers, what was written before is gone and what comes after counts",
    async (open) => {
      const [one, two, eraser] = [await open(), await open(), await open()];
      const counter = ["person", "counter"];
      const increment = (tx: Transaction) => {
        const next = (tx.get<number>(counter) ?? 0) + 1;
        tx.put(counter, next);
        return next;
      };
      const incrementing = Promise.all(
        Array.from({ length: 60 }, (_, index) => (index % 2 ? one : two).transact(increment)),
      );
      const erased = await eraser.erase([counter]);
      const increments = await incrementing;
      const later = increments.filter(({ revision }) => revision > erased);
      expect(later.map(({ value }) => value).sort((a, b) => a - b)).toEqual(
        later.map((_, index) => index + 1),
      );
      for (let revision = 0; revision <= erased; revision++) {
        expect(await readAsOf(one, counter, { revision })).toBeUndefined();
      }
      for (const { value, revision } of later) {
        expect(await readAsOf(two, counter, { revision })).toBe(value);
      }
    },
  );

  check("it stays erased in a handle that is opened when all were closed", async (open) => {
    const handles = [await open(), await open()];
    await writeLife(handles[0]!);
    const erased = await handles[1]!.erase([ADA]);
    await Promise.all(handles.map((engine) => engine.close()));
    const later = await open();
    for (let revision = 0; revision <= erased; revision++) await expectAbsent(later, { revision });
    for await (const event of later.changes({ after: 0, until: erased })) {
      expect(JSON.stringify(event)).not.toContain("Ada");
    }
  });
};

/** Changes two people's entries four times. */
async function writeLife(engine: Engine, afterEach = () => {}): Promise<void> {
  for (let round = 1; round <= 4; round++) {
    await engine.transact((tx) => {
      tx.put(ADA, { name: `Ada ${round}` });
      tx.put(["person", "grace"], { name: "Grace", round });
    });
    afterEach();
  }
}

async function expectAbsent(
  engine: Engine,
  moment: { revision: number } | { time: number },
): Promise<void> {
  expect(await readAsOf(engine, ADA, moment)).toBeUndefined();
  expect(await entriesOf(engine, { prefix: ADA }, moment)).toEqual([]);
  const keys = (await entriesOf(engine, { prefix: [] }, moment)).map(([key]) => key);
  expect(keys).not.toContainEqual(ADA);
}

async function revisionsSince0(engine: Engine): Promise<number[]> {
  const revisions: number[] = [];
  for await (const event of engine.changes({ after: 0, until: await engine.head() })) {
    if (event.kind === "commit") revisions.push(event.revision);
  }
  return revisions;
}
