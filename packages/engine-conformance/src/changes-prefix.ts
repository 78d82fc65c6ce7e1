/** A feed of a prefix tells of the commits that touch it, and of nothing else in them. */

import { expect } from "vitest";
import type { Guarantee } from "./kit.ts";
import { put } from "./reading.ts";
import { changedKeys, nextCommit } from "./waiting.ts";

export const changesFilterByPrefix: Guarantee = ({ check }) => {
  check("the number 1 and the string 1 are different prefixes", async (open) => {
    const engine = await open();
    const feed = engine.changes({ prefix: ["n", 1] });
    await put(engine, ["n", "1"], 1);
    await put(engine, ["n", 1, "x"], 1);
    expect(changedKeys(await nextCommit(feed))).toEqual(['["n",1,"x"]']);
  });

  check("of a commit that touches more, only the prefix's changes are shown", async (open) => {
    const [writer, reader] = [await open(), await open()];
    const feed = reader.changes({ prefix: ["room"] });
    await writer.transact((tx) => {
      tx.put(["room", 1], 1);
      tx.put(["rooms"], 1);
      tx.put(["room", 2], 2);
      tx.put(["person", 1], 1);
    });
    expect(changedKeys(await nextCommit(feed))).toEqual(['["room",1]', '["room",2]']);
  });

  check("deletions, and the ends of leases, are shown too", async (open) => {
    const engine = await open();
    const { value: lease } = await engine.transact((tx) => {
      const made = tx.lease(60_000);
      tx.put(["p", "leased"], 1, { lease: made });
      tx.put(["p", "plain"], 1);
      tx.put(["q"], 1, { lease: made });
      return made;
    });
    const feed = engine.changes({ prefix: ["p"] });
    await engine.transact((tx) => tx.delete(["p", "plain"]));
    await engine.transact((tx) => tx.revoke(lease));
    expect(changedKeys(await nextCommit(feed))).toEqual(['["p","plain"]']);
    expect(changedKeys(await nextCommit(feed))).toEqual(['["p","leased"]']);
  });

  check("a commit that changes no key is not delivered", async (open) => {
    const [writer, reader] = [await open(), await open()];
    const feed = reader.changes();
    await writer.transact((tx) => tx.lease(60_000));
    const revision = await put(writer, ["k"], 1);
    expect(revision).toBe(2);
    expect(await nextCommit(feed)).toMatchObject({ revision });
  });

  check("the empty prefix is everything", async (open) => {
    const engine = await open();
    const feed = engine.changes({ prefix: [], after: 0 });
    for (const key of [[""], [-1], ["z", 1]]) {
      await put(engine, key, 1);
      expect(changedKeys(await nextCommit(feed))).toEqual([JSON.stringify(key)]);
    }
  });

  check("resumed with a prefix, a feed gives what touches it after that revision", async (open) => {
    const engine = await open();
    for (let index = 1; index <= 10; index++)
      await put(engine, [index % 2 ? "odd" : "even"], index);
    const feed = engine.changes({ prefix: ["even"], after: 5 });
    const revisions = [];
    while (revisions.length < 3) revisions.push((await nextCommit(feed)).revision);
    expect(revisions).toEqual([6, 8, 10]);
  });
};
