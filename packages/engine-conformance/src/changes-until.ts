/** A feed with an end tells of every commit up to that revision, and then it is done. */

import { expect } from "vitest";
import type { Guarantee } from "./kit.ts";
import { put } from "./reading.ts";

export const changesEndWhereTold: Guarantee = ({ check }) => {
  check("it ends when everything up to the revision has been told", async (open) => {
    const engine = await open();
    for (let index = 1; index <= 5; index++) await put(engine, ["k"], index);
    const revisions: number[] = [];
    for await (const commit of engine.changes({ after: 1, until: 4 })) {
      if (commit.kind === "commit") revisions.push(commit.revision);
    }
    expect(revisions).toEqual([2, 3, 4]);
  });

  check("also when the last commits do not concern it, or change no key", async (open) => {
    const engine = await open();
    await put(engine, ["a"], 1);
    await put(engine, ["b"], 1);
    await engine.transact((tx) => tx.lease(60_000));
    const until = await engine.head();
    const feed = engine.changes({ prefix: ["a"], after: 0, until });
    expect(await feed.next()).toMatchObject({ value: { revision: 1 } });
    expect(await feed.next()).toMatchObject({ done: true });
  });

  check("one that ends where it begins has nothing to tell", async (open) => {
    const engine = await open();
    await put(engine, ["a"], 1);
    expect(await engine.changes({ after: 1, until: 1 }).next()).toMatchObject({ done: true });
    expect(await engine.changes({ after: 1, until: 0 }).next()).toMatchObject({ done: true });
  });

  check("one that ends in the future waits for it", async (open) => {
    const [writer, reader] = [await open(), await open()];
    const feed = reader.changes({ prefix: ["a"], after: 0, until: 2 });
    const told = feed.next();
    await put(writer, ["b"], 1);
    await put(writer, ["b"], 2);
    expect(await told).toMatchObject({ done: true });
  });

  check("a gap that reaches beyond the end is told, and is the last", async (open) => {
    const engine = await open({ retention: { commits: 3 } });
    for (let index = 1; index <= 40; index++) await put(engine, ["k"], index);
    const feed = engine.changes({ after: 1, until: 5 });
    expect(await feed.next()).toMatchObject({ value: { kind: "gap", after: 1 } });
    expect(await feed.next()).toMatchObject({ done: true });
  });
};
