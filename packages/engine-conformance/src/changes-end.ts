/** A feed ends when it is closed, when its loop is left, and when its engine closes. */

import { expect } from "vitest";
import type { Guarantee } from "./kit.ts";
import { put } from "./reading.ts";
import { giveWay, nextCommit } from "./waiting.ts";

const DONE = { done: true, value: undefined };

export const changesEnd: Guarantee = ({ check }) => {
  check("closing a feed ends whoever waits for it, and it stays ended", async (open) => {
    const engine = await open();
    const feed = engine.changes();
    const waiting = [feed.next(), feed.next()];
    await giveWay(3);
    feed.close();
    feed.close();
    expect(await Promise.all(waiting)).toEqual([DONE, DONE]);
    await put(engine, ["k"], 1);
    expect(await feed.next()).toEqual(DONE);
  });

  check("closing a feed in the turn of its first next ends that too", async (open) => {
    const feed = (await open()).changes();
    const waiting = feed.next();
    feed.close();
    expect(await waiting).toEqual(DONE);
  });

  check("closing one feed leaves another alone", async (open) => {
    const engine = await open();
    const [closed, kept] = [engine.changes(), engine.changes()];
    const waiting = nextCommit(kept);
    await giveWay(3);
    closed.close();
    const revision = await put(engine, ["k"], 1);
    expect(await waiting).toMatchObject({ revision });
  });

  check("a feed closed with commits left to deliver delivers none of them", async (open) => {
    const engine = await open();
    const feed = engine.changes();
    await put(engine, ["k"], 1);
    await put(engine, ["k"], 2);
    await nextCommit(feed);
    feed.close();
    expect(await feed.next()).toEqual(DONE);
  });

  check("leaving the loop ends the feed", async (open) => {
    const engine = await open();
    const feed = engine.changes({ after: 0 });
    await put(engine, ["k"], 1);
    await put(engine, ["k"], 2);
    for await (const event of feed) {
      expect(event).toMatchObject({ revision: 1 });
      break;
    }
    expect(await feed.next()).toEqual(DONE);
  });

  check("an error thrown in the loop comes through, and ends the feed", async (open) => {
    const engine = await open();
    const feed = engine.changes({ after: 0 });
    await put(engine, ["k"], 1);
    const loop = async () => {
      for await (const _ of feed) throw new RangeError("of the loop's own");
    };
    await expect(loop()).rejects.toBeInstanceOf(RangeError);
    expect(await feed.next()).toEqual(DONE);
  });

  check("closing the engine ends all of its feeds, and no other handle's", async (open) => {
    const [closing, staying] = [await open(), await open()];
    const ended = [closing.changes(), closing.changes({ prefix: ["k"] })];
    const waiting = ended.map((feed) => feed.next());
    const other = nextCommit(staying.changes());
    await giveWay(3);
    await closing.close();
    expect(await Promise.all(waiting)).toEqual([DONE, DONE]);
    expect(await ended[0]?.next()).toEqual(DONE);
    const revision = await put(staying, ["k"], 1);
    expect(await other).toMatchObject({ revision });
  });
};
