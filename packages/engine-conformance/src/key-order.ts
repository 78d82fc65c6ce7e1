/** Keys are ordered part by part, and a prefix covers whole parts: never a sibling that it begins. */

import type { Engine, Key, RangeOptions } from "@holdfast/shared-state/engine";
import { expect } from "vitest";
import type { Guarantee } from "./kit.ts";

/** In key order. Numbers come before strings, strings by the bytes of their UTF-8. */
const ORDERED_KEYS: readonly Key[] = [
  [-1e300],
  [-2],
  [-1.5],
  [-1.5, "x"],
  [-1],
  [-1e-300],
  [0],
  [0, 0],
  [1e-300],
  [0.5],
  [1],
  [1, ""],
  [1, "a"],
  [2],
  [10],
  [255],
  [256],
  [Number.MAX_SAFE_INTEGER],
  [""],
  ["", ""],
  ["\0"],
  ["\0", "a"],
  ["\0\0"],
  ["\0\x01"],
  ["\x01"],
  ["1"],
  ["a"],
  ["a", -1],
  ["a", 1],
  ["a", ""],
  ["a", "", "z"],
  ["a", "b"],
  ["a\0"],
  ["a\0", "b"],
  ["a\0b"],
  ["a\x01"],
  ["ab"],
  ["ab", "c"],
  ["b"],
  ["z"],
  ["ß"],
  ["é"],
  ["語"],
  ["\uffff"],
  ["\u{1f600}"],
];

export const keyOrder: Guarantee = ({ check }) => {
  check("a range returns every kind of key in order, and each key as it was put", async (open) => {
    const engine = await open();
    await putAll(engine, ORDERED_KEYS);
    expect(await keysIn(engine, { prefix: [] })).toEqual(ORDERED_KEYS);
  });

  check("a range in reverse returns the same keys backwards", async (open) => {
    const engine = await open();
    await putAll(engine, ORDERED_KEYS);
    const expected = [...ORDERED_KEYS].reverse();
    expect(await keysIn(engine, { prefix: [], reverse: true })).toEqual(expected);
  });

  check(
    "the prefix of every key covers that key and its children, and no sibling",
    async (open) => {
      const engine = await open();
      await putAll(engine, ORDERED_KEYS);
      for (const prefix of ORDERED_KEYS) {
        const expected = ORDERED_KEYS.filter((key) => prefix.every((part, at) => key[at] === part));
        expect(await keysIn(engine, { prefix })).toEqual(expected);
      }
    },
  );

  check("a prefix that no key has returns nothing, also between siblings", async (open) => {
    const engine = await open();
    await putAll(engine, [["a"], ["ab"], ["a\0b"], [1]]);
    for (const prefix of [["aa"], ["a\0"], ["a", "b"], ["1"], [1, 1], ["A"], [-1]] as Key[]) {
      expect(await keysIn(engine, { prefix })).toEqual([]);
    }
  });

  check("the number 1 and the string 1 are two keys", async (open) => {
    const engine = await open();
    await engine.transact((tx) => {
      tx.put(["n", 1], "number");
      tx.put(["n", "1"], "string");
    });
    await engine.transact((tx) => tx.delete(["n", "1"]));
    const { value } = await engine.transact((tx) => [tx.get(["n", 1]), tx.get(["n", "1"])]);
    expect(value).toEqual(["number", undefined]);
  });

  check("zero and minus zero are one key", async (open) => {
    const engine = await open();
    await engine.transact((tx) => tx.put(["n", 0], "zero"));
    const { value } = await engine.transact((tx) => tx.get(["n", -0]));
    expect(value).toBe("zero");
  });
};

async function putAll(engine: Engine, keys: readonly Key[]): Promise<void> {
  // Backwards, so that the order of insertion is not the order that is looked for.
  await engine.transact((tx) => {
    for (const key of [...keys].reverse()) tx.put(key, JSON.stringify(key));
  });
}

async function keysIn(engine: Engine, options: RangeOptions): Promise<Key[]> {
  const snapshot = await engine.snapshot();
  const entries = await snapshot.range(options);
  snapshot.close();
  for (const { key, value } of entries) expect(value).toBe(JSON.stringify(key));
  return entries.map(({ key }) => key);
}
