import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { eventually, memoryState, settle, type TestState } from "../testing/memory-state.ts";
import { releaseClaim } from "./claims.ts";
import type { Changes } from "./engine.ts";
import { HoldfastError } from "./errors.ts";
import { TaskBoard } from "./task-board.ts";
import { reportProgress } from "./task-progress.ts";
import { claimTask, completeTask, enqueueTask, failTask, takeTask } from "./tasks.ts";

const queue = "mail";
let world: TestState;
let board: TaskBoard;
let changes = 0;

beforeEach(() => {
  world = memoryState();
  board = new TaskBoard(world.engine, queue);
  changes = 0;
  failures = [];
});
afterEach(() => board.close());

let failures: unknown[] = [];
const open = () =>
  board.open({
    changed: () => {
      changes += 1;
    },
    failed: (error) => failures.push(error),
  });
const enqueue = (id: string, options = {}) =>
  world.run((tx) => enqueueTask(tx, { queue, id, kind: "send", payload: 1, now: 0, ...options }));
const take = (id: string) => world.run((tx) => takeTask(tx, { queue, id }));
const ids = () => board.available().map(({ task }) => task.id);

async function shows(...expected: string[]): Promise<void> {
  await eventually(() => ids().join() === expected.join());
}

async function claim(id: string, forMs = 100) {
  const claimed = await world.run((tx) => claimTask(tx, { queue, id }, { worker: "w1", forMs }));
  if (!claimed.ok) throw new Error(claimed.reason);
  return claimed;
}

/** Feeds that open from now on say nothing until the returned function is called. */
function holdBackFeeds(): () => void {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const { engine } = world;
  const changesOf = engine.changes.bind(engine);
  engine.changes = (options) => {
    const feed = changesOf(options);
    const next = feed.next.bind(feed);
    feed.next = () => released.then(() => next());
    return feed;
  };
  return release;
}

describe("a task board", () => {
  it("shows what was there and what comes, the oldest first, and takes off what is done", async () => {
    await enqueue("b", { now: 2 });
    await open();
    expect(ids()).toEqual(["b"]);
    expect(changes).toBe(1);
    await enqueue("c", { now: 3 });
    await enqueue("a", { now: 1 });
    await shows("a", "b", "c");
    await take("b");
    await shows("a", "c");
  });

  it("shows what is enqueued while it is being opened", async () => {
    const opening = open();
    await enqueue("a");
    await opening;
    await shows("a");
  });

  it("does not show other queues, also not one whose name begins alike", async () => {
    await open();
    await enqueue("x", { queue: "mailing" });
    await enqueue("a");
    await shows("a");
  });

  it("hides what is claimed, and shows it again when the claim lapses", async () => {
    await enqueue("a");
    await open();
    await claim("a");
    await shows();
    world.clock.advance(99);
    await settle();
    expect(ids()).toEqual([]);
    world.clock.advance(1);
    await shows("a");
  });

  it("shows again what was claimed when it was opened, once the claim lapses", async () => {
    await enqueue("a");
    await claim("a");
    await open();
    expect(ids()).toEqual([]);
    world.clock.advance(100);
    await shows("a");
  });

  it("hides what failed until its delay is over, and forgets what is completed", async () => {
    await enqueue("a");
    await open();
    const { task } = await claim("a");
    await world.run((tx) => failTask(tx, task, { error: "broken", now: 0 }));
    await settle();
    expect(ids()).toEqual([]);
    world.clock.advance(100);
    await shows("a");
    const again = await claim("a");
    await world.run((tx) => completeTask(tx, again));
    world.clock.advance(1_000);
    await settle();
    expect(ids()).toEqual([]);
  });

  it("shows of a lane only whose turn it is", async () => {
    await enqueue("request", { lane: "m1" });
    await enqueue("cancel", { lane: "m1" });
    await open();
    expect(ids()).toEqual(["request"]);
    await take("request");
    await shows("cancel");
    await take("cancel");
    await shows();
  });

  it("gives each sight of a task a revision of its own, so that each is tried once", async () => {
    await enqueue("a");
    await open();
    const first = board.available()[0]!.revision;
    await enqueue("b");
    await shows("a", "b");
    expect(board.available()[0]!.revision).toBe(first);
    await claim("a");
    world.clock.advance(100);
    await eventually(() => board.available()[0]?.task.id === "a");
    expect(board.available()[0]!.revision).toBeGreaterThan(first);
  });

  it("reads everything anew after a gap, and then follows as before", async () => {
    world = memoryState({ retention: { commits: 3 } });
    board = new TaskBoard(world.engine, queue);
    await enqueue("done");
    await enqueue("claimed");
    const catchUp = holdBackFeeds();
    await open();
    await take("done");
    await claim("claimed");
    await enqueue("new");
    for (let n = 0; n < 5; n++) await world.run((tx) => tx.put(["elsewhere"], n));
    expect(ids()).toEqual(["claimed", "done"]);
    catchUp();
    await shows("new");
    world.clock.advance(100);
    await shows("claimed", "new");
    await take("new");
    await shows("claimed");
  });

  it("does not believe what the feed repeats of the time before it read anew", async () => {
    await enqueue("old");
    await take("old");
    await enqueue("new");
    const repeating = world.engine.changes({ after: 0 });
    const gap = { kind: "gap", after: 0, before: 1 } as const;
    let gaps = 0;
    const gapFirst: Changes = {
      next: async () => (gaps++ === 0 ? { value: gap, done: false } : repeating.next()),
      return: async () => ({ value: undefined, done: true }),
      close: () => repeating.close(),
      [Symbol.asyncIterator]: () => gapFirst,
    };
    world.engine.changes = () => gapFirst;
    const sights: string[] = [];
    await board.open({ changed: () => sights.push(ids().join()), failed: () => {} });
    await enqueue("later", { now: 1 });
    await shows("new", "later");
    expect(sights).toEqual(["new", "new", "new,later"]);
  });

  it("shows the higher priority first, whatever is older, and keeps a lane's order", async () => {
    await enqueue("usual");
    await enqueue("low", { priority: -1 });
    await enqueue("urgent", { priority: 2, now: 9 });
    await enqueue("first", { lane: "m1", priority: -2 });
    await enqueue("second", { lane: "m1", priority: 5 });
    await open();
    expect(ids()).toEqual(["urgent", "usual", "low", "first"]);
    expect(board.available(2).map(({ task }) => task.id)).toEqual(["urgent", "usual"]);
    await take("first");
    await shows("second", "urgent", "usual", "low");
  });

  it("takes progress for no change, neither of the task nor of what is available", async () => {
    await enqueue("a");
    await enqueue("b", { now: 1 });
    await open();
    const claimed = await claim("a");
    await shows("b");
    const before = { changes, sight: board.available() };
    await world.run((tx) => reportProgress(tx, claimed, { done: 1, total: 2 }));
    await settle();
    expect({ changes, sight: board.available() }).toEqual(before);
    await world.run((tx) => releaseClaim(tx, claimed));
    await shows("a", "b");
  });

  it("says that it can follow no longer when it cannot read anew, and may be opened again", async () => {
    world = memoryState({ retention: { commits: 3 } });
    board = new TaskBoard(world.engine, queue);
    const catchUp = holdBackFeeds();
    await open();
    await enqueue("a");
    for (let n = 0; n < 5; n++) await world.run((tx) => tx.put(["elsewhere"], n));
    const snapshot = world.engine.snapshot.bind(world.engine);
    world.engine.snapshot = () => Promise.reject(new HoldfastError("engine-failed"));
    catchUp();
    await eventually(() => failures.length === 1);
    expect(failures[0]).toMatchObject({ code: "engine-failed" });
    expect(ids()).toEqual([]);
    world.engine.snapshot = snapshot;
    await open();
    expect(ids()).toEqual(["a"]);
    await take("a");
    await shows();
  });

  it("says that it has ended when the engine is closed under it", async () => {
    let ended = 0;
    await board.open({ changed: () => {}, failed: () => {}, ended: () => void ended++ });
    await world.engine.close();
    await eventually(() => ended === 1);
  });

  it("that is closed while it is being opened follows nothing", async () => {
    const opening = open();
    await board.close();
    await opening;
    await enqueue("a");
    await settle();
    expect(changes).toBe(0);
  });

  it("says nothing any more once it is closed", async () => {
    await open();
    await board.close();
    const before = changes;
    await enqueue("a");
    await settle();
    expect(changes).toBe(before);
  });
});
