/** Keys that are hard to order, and how to put and find them. */

import type { Engine, Key, RangeOptions } from "@holdfast/shared-state/engine";
import { expect } from "vitest";

/** In key order. Numbers come before strings, strings by the bytes of their UTF-8. */
export const ORDERED_KEYS: readonly Key[] = [
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

export async function putAll(engine: Engine, keys: readonly Key[]): Promise<void> {
  // Backwards, so that the order of insertion is not the order that is looked for.
  await engine.transact((tx) => {
    for (const key of [...keys].reverse()) tx.put(key, JSON.stringify(key));
  });
}

/** The keys of a range, each of which has to have the value that `putAll` gave it. */
export async function keysIn(engine: Engine, options: RangeOptions): Promise<Key[]> {
  const snapshot = await engine.snapshot();
  const entries = await snapshot.range(options);
  snapshot.close();
  for (const { key, value } of entries) expect(value).toBe(JSON.stringify(key));
  return entries.map(({ key }) => key);
}
