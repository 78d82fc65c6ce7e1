/** Ranges: paged, limited, backwards. */

import type { Engine, Key, Snapshot } from "@holdfast/shared-state/engine";
import { expect } from "vitest";
import type { Guarantee } from "./kit.ts";
import { put } from "./reading.ts";

export const rangesPage: Guarantee = ({ check, checkInTime }) => {
  check("a limit cuts off at the far end, in either direction", async (open) => {
    const snapshot = await (await filled(await open())).snapshot();
    expect(await letters(snapshot, { limit: 0 })).toBe("");
    expect(await letters(snapshot, { limit: 2 })).toBe("ab");
    expect(await letters(snapshot, { limit: 5 })).toBe("abcde");
    expect(await letters(snapshot, { limit: 99 })).toBe("abcde");
    expect(await letters(snapshot, { limit: 2, reverse: true })).toBe("ed");
    snapshot.close();
  });

  check("after leaves out that key itself, whether or not it exists", async (open) => {
    const snapshot = await (await filled(await open())).snapshot();
    expect(await letters(snapshot, { after: ["p", "b"] })).toBe("cde");
    expect(await letters(snapshot, { after: ["p", "bb"] })).toBe("cde");
    expect(await letters(snapshot, { after: ["p", "b"], reverse: true })).toBe("a");
    expect(await letters(snapshot, { after: ["p", "bb"], reverse: true })).toBe("ba");
    expect(await letters(snapshot, { after: ["p", "e"] })).toBe("");
    expect(await letters(snapshot, { after: ["p", "a"], reverse: true })).toBe("");
    expect(await letters(snapshot, { after: ["p", "b"], limit: 2 })).toBe("cd");
    expect(await letters(snapshot, { after: ["p", "d"], limit: 2, reverse: true })).toBe("cb");
    snapshot.close();
  });

  check("after a key outside the prefix, the prefix still bounds the range", async (open) => {
    const snapshot = await (await filled(await open())).snapshot();
    expect(await letters(snapshot, { after: ["a"] })).toBe("abcde");
    expect(await letters(snapshot, { after: ["z"] })).toBe("");
    expect(await letters(snapshot, { after: ["z"], reverse: true })).toBe("edcba");
    expect(await letters(snapshot, { after: ["a"], reverse: true })).toBe("");
    snapshot.close();
  });

  check("after a key, its children come next, and not when going back", async (open) => {
    const engine = await open();
    for (const key of [["p"], ["p", "a"], ["p", "a", 1], ["p", "b"]]) await put(engine, key, 1);
    const snapshot = await engine.snapshot();
    const keys = async (options: { after?: Key; reverse?: boolean }) =>
      (await snapshot.range({ prefix: ["p"], ...options })).map(({ key }) => key.join(" "));
    expect(await keys({ after: ["p", "a"] })).toEqual(["p a 1", "p b"]);
    expect(await keys({ after: ["p", "a"], reverse: true })).toEqual(["p"]);
    expect(await keys({ after: ["p", "b"], reverse: true })).toEqual(["p a 1", "p a", "p"]);
    snapshot.close();
  });

  for (const reverse of [false, true]) {
    check(`paging ${reverse ? "backwards" : "forwards"} meets each key once`, async (open) => {
      const engine = await open();
      await engine.transact((tx) => {
        for (let index = 0; index < 50; index++) tx.put(["p", index - 25], index);
        tx.put(["o"], 0);
        tx.put(["pp"], 0);
      });
      const snapshot = await engine.snapshot();
      const met: number[] = [];
      let after: Key | undefined;
      for (;;) {
        const options = { prefix: ["p"], limit: 7, reverse, ...(after && { after }) };
        const page = await snapshot.range<number>(options);
        met.push(...page.map(({ value }) => value));
        after = page.at(-1)?.key;
        if (page.length < 7) break;
      }
      snapshot.close();
      const expected = Array.from({ length: 50 }, (_, index) => (reverse ? 49 - index : index));
      expect(met).toEqual(expected);
    });
  }

  checkInTime("deleted and lapsed keys take none of the limit", async (open, clock) => {
    const engine = await filled(await open());
    await engine.transact((tx) => {
      tx.delete(["p", "a"]);
      tx.put(["p", "b"], "b", { lease: tx.lease(1_000) });
    });
    clock.advance(1_000);
    const snapshot = await engine.snapshot();
    expect(await letters(snapshot, { limit: 2 })).toBe("cd");
    expect(await letters(snapshot, { limit: 4, reverse: true })).toBe("edc");
    snapshot.close();
  });
};

async function filled(engine: Engine): Promise<Engine> {
  await engine.transact((tx) => {
    for (const letter of "dbeac") tx.put(["p", letter], letter);
    tx.put(["o", "z"], "before");
    tx.put(["pa"], "after");
  });
  return engine;
}

async function letters(
  snapshot: Snapshot,
  options: { after?: Key; limit?: number; reverse?: boolean },
): Promise<string> {
  const entries = await snapshot.range<string>({ prefix: ["p"], ...options });
  return entries.map(({ value }) => value).join("");
}
