/** A prefix covers whole parts of a key: `a` finds `a` and what is below it, and never `ab`. */

import type { Key } from "@holdfast/shared-state/engine";
import { expect } from "vitest";
import type { Guarantee } from "./kit.ts";
import { keysIn, ORDERED_KEYS, putAll } from "./ordered-keys.ts";
import { entriesOf, headOf, put } from "./reading.ts";
import { changedKeys, commitsUntil } from "./waiting.ts";

export const siblingPrefixesAreApart: Guarantee = ({ check, checkInTime }) => {
  check(
    "the prefix of every key covers that key and its children, and no sibling",
    async (open) => {
      const engine = await open();
      await putAll(engine, ORDERED_KEYS);
      for (const prefix of ORDERED_KEYS) {
        const expected = ORDERED_KEYS.filter((key) => hasPrefix(key, prefix));
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

  checkInTime("ranges of the past keep siblings apart too", async (open, clock) => {
    const engine = await open();
    await putAll(engine, ORDERED_KEYS);
    const { at, revision } = await headOf(engine);
    clock.advance(1_000);
    await engine.transact((tx) => {
      for (const key of ORDERED_KEYS.filter((_, index) => index % 2 === 0)) tx.delete(key);
    });
    await put(engine, ["end"], 1);
    for (const prefix of ORDERED_KEYS) {
      const expected = ORDERED_KEYS.filter((key) => hasPrefix(key, prefix));
      for (const moment of [{ revision }, { time: at }]) {
        const found = await entriesOf(engine, { prefix }, moment);
        expect(found.map(([key]) => key)).toEqual(expected);
      }
    }
  });

  check("a feed leaves out siblings that begin with the prefix's letters", async (open) => {
    const [writer, reader] = [await open(), await open()];
    const keys: Key[] = [
      ["a"],
      ["ab"],
      ["a", "b"],
      ["a\0"],
      ["a\0", "b"],
      ["a", ""],
      [1],
      ["b", "a"],
    ];
    const feed = reader.changes({ prefix: ["a"] });
    for (const key of keys) await put(writer, key, 1);
    await put(writer, ["a", "end"], 1);
    const seen = (await commitsUntil(feed, ["a", "end"])).flatMap(changedKeys);
    expect(seen).toEqual(['["a"]', '["a","b"]', '["a",""]', '["a","end"]']);
  });
};

function hasPrefix(key: Key, prefix: Key): boolean {
  return prefix.every((part, index) => key[index] === part);
}
