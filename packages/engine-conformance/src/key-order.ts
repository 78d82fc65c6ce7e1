/** Keys are ordered part by part: numbers before strings, strings by their bytes. */

import { expect } from "vitest";
import type { Guarantee } from "./kit.ts";
import { keysIn, ORDERED_KEYS, putAll } from "./ordered-keys.ts";

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
