/** A body's writes are its own until it has returned, and then all of them are everybody's. */

import { expect } from "vitest";
import type { Guarantee } from "./kit.ts";
import { entriesOf, put, read } from "./reading.ts";

class Refused extends Error {}

function refuse(): never {
  throw new Refused();
}

export const bufferedWrites: Guarantee = ({ check }) => {
  check("a body that throws leaves nothing, and its error comes through", async (open) => {
    const engine = await open();
    const before = await put(engine, ["kept"], 1);
    const attempt = engine.transact((tx) => {
      tx.put(["kept"], 2);
      tx.put(["new"], 2);
      tx.delete(["kept"]);
      refuse();
    });
    await expect(attempt).rejects.toBeInstanceOf(Refused);
    expect(await entriesOf(engine, { prefix: [] })).toEqual([[["kept"], 1]]);
    expect(await engine.head()).toBe(before);
  });

  check("bodies that throw amid a group of others leave nothing, and harm none", async (open) => {
    const handles = [await open(), await open()];
    const outcomes = await Promise.allSettled(
      Array.from({ length: 30 }, (_, index) =>
        handles[index % 2]!.transact((tx) => {
          tx.put(["by", index], index);
          tx.put(["last"], index);
          if (index % 3 === 1) refuse();
        }),
      ),
    );
    const refused = outcomes.flatMap(({ status }, index) => (status === "rejected" ? [index] : []));
    expect(refused).toEqual([1, 4, 7, 10, 13, 16, 19, 22, 25, 28]);
    const entries = await entriesOf(handles[0]!, { prefix: ["by"] });
    expect(entries).toHaveLength(20);
    expect(entries.some(([, value]) => (value as number) % 3 === 1)).toBe(false);
    expect((await read<number>(handles[1]!, ["last"]))! % 3).not.toBe(1);
  });

  check("whatever a body throws comes through, also if it is no error", async (open) => {
    const engine = await open();
    const attempt = engine.transact(() => {
      throw undefined;
    });
    const outcome = await attempt.then(
      () => "resolved",
      (thrown: unknown) => ({ thrown }),
    );
    expect(outcome).toEqual({ thrown: undefined });
  });

  check("a body reads its own puts and deletes", async (open) => {
    const engine = await open();
    await put(engine, ["a"], "old");
    const { value } = await engine.transact((tx) => {
      const seen = [tx.get(["a"])];
      tx.put(["a"], "new");
      seen.push(tx.get(["a"]));
      tx.delete(["a"]);
      seen.push(tx.get(["a"]));
      tx.put(["a"], "newest");
      seen.push(tx.get(["a"]));
      return seen;
    });
    expect(value).toEqual(["old", "new", undefined, "newest"]);
    expect(await read(engine, ["a"])).toBe("newest");
  });

  check("a value that the body changes after putting it is stored as it was put", async (open) => {
    const engine = await open();
    await engine.transact((tx) => {
      const room = { name: "Turing", seats: [1, 2] };
      tx.put(["room"], room);
      room.name = "changed";
      room.seats.push(3);
    });
    expect(await read(engine, ["room"])).toEqual({ name: "Turing", seats: [1, 2] });
  });

  check("a value that was read can be changed, and nothing else changes", async (open) => {
    const engine = await open();
    await put(engine, ["room"], { seats: [1] });
    const { value } = await engine.transact((tx) => {
      tx.get<{ seats: number[] }>(["room"])?.seats.push(2);
      return tx.get<{ seats: number[] }>(["room"]);
    });
    expect(value).toEqual({ seats: [1] });
    const snapshot = await engine.snapshot();
    (await snapshot.get<{ seats: number[] }>(["room"]))?.seats.push(3);
    (await snapshot.range<{ seats: number[] }>({ prefix: [] }))[0]?.value.seats.push(4);
    expect(await snapshot.get(["room"])).toEqual({ seats: [1] });
    snapshot.close();
    expect(await read(engine, ["room"])).toEqual({ seats: [1] });
  });

  check("a key that the caller changes afterwards is the key that was put", async (open) => {
    const engine = await open();
    const feed = engine.changes();
    await engine.transact((tx) => {
      const key = ["a", 1];
      tx.put(key, "value");
      key[0] = "changed";
    });
    expect(await entriesOf(engine, { prefix: [] })).toEqual([[["a", 1], "value"]]);
    const { value: event } = await feed.next();
    expect(event).toMatchObject({ changes: [{ key: ["a", 1], value: "value" }] });
  });

  check("every kind of JSON value comes back as it was put", async (open) => {
    const engine = await open();
    const values = [
      null,
      false,
      0,
      -1.5,
      "",
      "\0\u{1f600}",
      [],
      {},
      [null, { a: [{}] }],
      "x".repeat(9),
    ];
    await engine.transact((tx) => {
      for (const [index, value] of values.entries()) tx.put(["v", index], value);
    });
    const entries = await entriesOf(engine, { prefix: ["v"] });
    expect(entries.map(([, value]) => value)).toEqual(values);
  });

  check("a body that writes nothing makes no commit, and returns what it read at", async (open) => {
    const engine = await open();
    const revision = await put(engine, ["a"], 1);
    expect(await engine.transact((tx) => tx.get(["a"]))).toEqual({ value: 1, revision });
    expect(await engine.transact((tx) => tx.delete(["absent"]))).toMatchObject({ revision });
    expect(await engine.head()).toBe(revision);
  });

  check("each body that writes gets a revision of its own, one above the last", async (open) => {
    const engine = await open();
    expect(await engine.head()).toBe(0);
    const committed = await Promise.all(
      Array.from({ length: 20 }, (_, index) => engine.transact((tx) => tx.put(["k"], index))),
    );
    const revisions = committed.map(({ revision }) => revision).sort((a, b) => a - b);
    expect(revisions).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    expect(await engine.head()).toBe(20);
  });
};
