/** Durability as far as it shows without cutting the power: what is durable is there for the next. */

import type { Transaction } from "@holdfast/shared-state/engine";
import { expect } from "vitest";
import type { Guarantee } from "./kit.ts";
import { entriesOf, put, read } from "./reading.ts";
import { expectCode, nextCommit } from "./waiting.ts";

export const durableMeansKept: Guarantee = ({ check }) => {
  check("a revision becomes durable, whichever handle made it", async (open) => {
    const [one, two] = [await open(), await open()];
    await one.durable(0);
    const revision = await put(one, ["k"], 1);
    await two.durable(revision);
    await one.durable(revision);
    await one.durable(revision - 1);
    expect(await one.head()).toBe(revision);
  });

  check("a transaction that asks for it resolves when it is durable", async (open) => {
    const [one, two] = [await open(), await open()];
    const { value, revision } = await one.transact(
      (tx) => {
        tx.put(["k"], 1);
        return "done";
      },
      { durable: true },
    );
    expect({ value, revision }).toEqual({ value: "done", revision: 1 });
    await two.durable(revision);
    expect(await read(two, ["k"])).toBe(1);
    await Promise.all([one.close(), two.close()]);
    expect(await read(await open(), ["k"])).toBe(1);
  });

  check("how it was committed is not part of the commit's note", async (open) => {
    const engine = await open();
    const feed = engine.changes();
    const note = { actor: "tester", cause: "test", correlation: "c" };
    await engine.transact((tx) => tx.put(["k"], 1), { ...note, durable: true });
    await engine.transact((tx) => tx.put(["k"], 2), { ...note, durable: false });
    for (let round = 0; round < 2; round++) expect((await nextCommit(feed)).note).toEqual(note);
  });

  check(
    "one that asks for it and fails, or writes nothing, leaves nothing behind",
    async (open) => {
      const [one, two] = [await open(), await open()];
      const revision = await put(one, ["k"], 1);
      const attempt = two.transact(
        (tx) => {
          tx.put(["k"], 2);
          throw new Error("changed its mind");
        },
        { durable: true },
      );
      await expect(attempt).rejects.toThrow("changed its mind");
      const looked = await two.transact((tx) => tx.get(["k"]), { durable: true });
      expect(looked).toEqual({ value: 1, revision });
      expect(await one.head()).toBe(revision);
    },
  );

  check("those that ask for it and those that do not go side by side", async (open) => {
    const handles = [await open(), await open()];
    const revisions = await Promise.all(
      Array.from({ length: 40 }, async (_, index) => {
        const durable = index % 3 === 0;
        const body = (tx: Transaction) => tx.put(["k", index], index);
        return (await handles[index % 2]!.transact(body, { durable })).revision;
      }),
    );
    expect(new Set(revisions).size).toBe(40);
    expect(await entriesOf(handles[0]!, { prefix: ["k"] })).toHaveLength(40);
  });

  check("many wait for many revisions at once", async (open) => {
    const handles = [await open(), await open()];
    await Promise.all(
      Array.from({ length: 40 }, async (_, index) => {
        const revision = await put(handles[index % 2]!, ["k", index], index);
        await handles[(index + 1) % 2]!.durable(revision);
      }),
    );
    expect(await handles[0]!.head()).toBe(40);
  });

  check("a revision that does not exist yet is revision-in-the-future", async (open) => {
    const engine = await open();
    await expectCode(engine.durable(1), "revision-in-the-future");
    const revision = await put(engine, ["k"], 1);
    await expectCode(engine.durable(revision + 1), "revision-in-the-future");
  });

  check("what was committed is there when every handle was closed and one opens", async (open) => {
    const handles = [await open(), await open()];
    await Promise.all(
      Array.from({ length: 20 }, (_, index) => put(handles[index % 2]!, ["k", index], index)),
    );
    await handles[0]!.durable(20);
    await Promise.all(handles.map((engine) => engine.close()));
    const later = await open();
    expect(await later.head()).toBe(20);
    expect(await entriesOf(later, { prefix: ["k"] })).toHaveLength(20);
    expect(await put(later, ["k", 20], 20)).toBe(21);
    await later.close();
    expect(await read(await open(), ["k", 20])).toBe(20);
  });
};
