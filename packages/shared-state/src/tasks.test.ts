import { beforeEach, describe, expect, it } from "vitest";
import { keysUnder, memoryState, type TestState } from "../testing/memory-state.ts";
import { type ClaimedTask, isClaimed } from "./claims.ts";
import type { Body } from "./engine.ts";
import { keyspace } from "./keyspace.ts";
import {
  backoffMs,
  claimTask,
  completeTask,
  type DeadLetter,
  type Delay,
  dropTask,
  enqueueTask,
  failTask,
  getTask,
  replayDeadLetter,
  type TaskRef,
  takeTask,
} from "./tasks.ts";

const ref: TaskRef = { queue: "mail", id: "t1" };
let world: TestState;
beforeEach(() => {
  world = memoryState({ reaping: false });
});

const enqueue = (options = {}) =>
  world.run((tx) => enqueueTask(tx, { ...ref, kind: "send", payload: 1, now: 5, ...options }));
const take = () => world.run((tx) => takeTask(tx, ref));
const complete = (claimed: ClaimedTask) => world.run((tx) => completeTask(tx, claimed));
const fail = ({ task }: ClaimedTask) =>
  world.run((tx) => failTask(tx, task, { error: "broken", now: 7 }));
const replay = () => world.run((tx) => replayDeadLetter(tx, { ...ref, now: 9 }));

async function claim(worker: string, forMs = 100): Promise<ClaimedTask> {
  const claimed = await world.run((tx) => claimTask(tx, ref, { worker, forMs }));
  if (!claimed.ok) throw new Error(`${worker}: ${claimed.reason}`);
  return claimed;
}

describe("a task", () => {
  it("is taken exactly once, however many try", async () => {
    await enqueue();
    const takers = await Promise.all(Array.from({ length: 10 }, take));
    expect(takers.filter(({ ok }) => ok)).toHaveLength(1);
    expect(takers.filter((each) => !each.ok && each.reason === "task-gone")).toHaveLength(9);
    expect(await keysUnder(world.engine, [])).toEqual([]);
  });

  it("stays when the transaction that took it fails", async () => {
    await enqueue();
    const failing = world.run((tx) => {
      takeTask(tx, ref);
      throw new Error("the effect cannot be had");
    });
    await expect(failing).rejects.toThrow();
    expect(await take()).toMatchObject({ ok: true, task: { payload: 1 } });
  });

  it("enqueued twice is one task, while the first is not done", async () => {
    expect(await enqueue()).toEqual({ ok: true });
    expect(await enqueue({ payload: 2 })).toEqual({ ok: false, reason: "task-exists" });
    expect(await take()).toMatchObject({ task: { payload: 1 } });
    expect(await enqueue({ payload: 2 })).toEqual({ ok: true });
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])(
    "cannot have the priority %s",
    async (priority) => {
      await expect(enqueue({ priority })).rejects.toMatchObject({ code: "value-invalid" });
      expect(await keysUnder(world.engine, [])).toEqual([]);
    },
  );

  it("that asks for nothing special is one key, and is gone with one", async () => {
    const writes: number[] = [];
    const counting = async (body: Body<unknown>) => {
      const before = await world.engine.head();
      await world.run(body);
      const feed = world.engine.changes({ after: before });
      const { value } = await feed.next();
      feed.close();
      if (value?.kind === "commit") writes.push(value.changes.length);
    };
    await counting((tx) => enqueueTask(tx, { ...ref, kind: "send", payload: 1, now: 5 }));
    await counting((tx) => takeTask(tx, ref));
    expect(writes).toEqual([1, 1]);
  });

  it("is not to be had before its delay is over", async () => {
    await enqueue({ delayMs: 100 });
    world.clock.advance(99);
    expect(await take()).toEqual({ ok: false, reason: "task-delayed" });
    await expect(claim("w1")).rejects.toThrow("task-delayed");
    world.clock.advance(1);
    expect(await take()).toMatchObject({ ok: true });
  });

  it("that is dropped is gone, for those at work on it too, delayed or not", async () => {
    await enqueue();
    const claimed = await claim("w1");
    await world.run((tx) => dropTask(tx, ref));
    expect(await complete(claimed)).toEqual({ ok: false, reason: "claim-lost" });
    expect(await fail(claimed)).toEqual({ ok: false, reason: "task-gone" });
    await enqueue({ delayMs: 100 });
    await world.run((tx) => dropTask(tx, ref));
    await world.run((tx) => dropTask(tx, ref));
    expect(await keysUnder(world.engine, [])).toEqual([]);
  });
});

it("a task that goes before its time leaves no lease behind that would have to be reaped", async () => {
  await enqueue({ delayMs: 100 });
  const delay = await world.run((tx) => tx.get<Delay>(keyspace.delay(ref.queue, ref.id)));
  const leftMs = () => world.run((tx) => tx.leaseLeftMs(delay!.lease));
  expect(await leftMs()).toBe(100);
  await world.run((tx) => dropTask(tx, ref));
  expect(await leftMs()).toBe(0);
  expect(await keysUnder(world.engine, keyspace.queue(ref.queue))).toEqual([]);
});

describe("a claim", () => {
  beforeEach(() => enqueue());

  it("keeps everybody else away while its lease lives, and nobody after it", async () => {
    const first = await claim("w1");
    expect(first.task.incarnation).toBe(1);
    world.clock.advance(99);
    await expect(claim("w2")).rejects.toThrow("task-claimed");
    expect(await take()).toEqual({ ok: false, reason: "task-claimed" });
    world.clock.advance(1);
    expect((await claim("w2")).task.incarnation).toBe(2);
  });

  it("is given to one of two", async () => {
    const both = await Promise.allSettled([claim("w1"), claim("w2")]);
    expect(both.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
  });

  it("that lapsed completes nothing, also when nobody has taken over", async () => {
    const late = await claim("w1");
    world.clock.advance(100);
    expect(await world.run((tx) => isClaimed(tx, late))).toBe(false);
    expect(await complete(late)).toEqual({ ok: false, reason: "claim-lost" });
    expect(await world.run((tx) => getTask(tx, ref))).toBeDefined();
  });

  it("that another has taken over completes nothing and fails nothing", async () => {
    const late = await claim("w1");
    world.clock.advance(100);
    const current = await claim("w2");
    expect(await complete(late)).toEqual({ ok: false, reason: "claim-lost" });
    expect(await fail(late)).toEqual({ ok: false, reason: "task-gone" });
    expect(await complete(current)).toEqual({ ok: true });
    expect(await complete(current)).toEqual({ ok: false, reason: "claim-lost" });
  });

  it("of an earlier task is not taken for one of the task that came after it under its id", async () => {
    const late = await claim("w1");
    world.clock.advance(100);
    await take();
    await enqueue({ payload: 2 });
    const current = await claim("w2");
    expect(current.task.incarnation).toBe(late.task.incarnation);
    expect(await complete(late)).toEqual({ ok: false, reason: "claim-lost" });
    expect(await complete(current)).toEqual({ ok: true });
  });

  it("can be kept for as long as the work takes", async () => {
    const claimed = await claim("w1");
    for (let beat = 0; beat < 5; beat++) {
      world.clock.advance(60);
      expect(await world.run((tx) => tx.renew(claimed.lease, 100))).toBe(true);
    }
    expect(await complete(claimed)).toEqual({ ok: true });
    expect(await keysUnder(world.engine, [])).toEqual([]);
  });
});

describe("a task that fails", () => {
  it("waits for longer after each failure, and is at hand again exactly then", async () => {
    await enqueue();
    for (const failures of [1, 2, 3]) {
      const delayMs = backoffMs(failures);
      expect(await fail(await claim("w1"))).toEqual({ ok: true, outcome: "retry", delayMs });
      world.clock.advance(delayMs - 1);
      await expect(claim("w1")).rejects.toThrow("task-delayed");
      world.clock.advance(1);
    }
    const task = await world.run((tx) => getTask(tx, ref));
    expect(task).toMatchObject({ failures: 3, lastError: "broken", incarnation: 3 });
  });

  it("backs off from a tenth of a second to a minute, without end", () => {
    expect([1, 2, 3, 10, 11, 1_000, 5_000].map(backoffMs)).toEqual([
      100, 200, 400, 51_200, 60_000, 60_000, 60_000,
    ]);
  });

  it("becomes a dead letter after its last attempt, and is gone from the queue", async () => {
    await enqueue({ attemptsMax: 2 });
    await fail(await claim("w1"));
    world.clock.advance(100);
    expect(await fail(await claim("w1"))).toEqual({ ok: true, outcome: "dead-letter" });
    expect(await take()).toEqual({ ok: false, reason: "task-gone" });
    expect(await keysUnder(world.engine, [])).toEqual(["dead-letter/mail/t1"]);
    const letter = await world.run((tx) => tx.get<DeadLetter>(keyspace.deadLetter("mail", "t1")));
    expect(letter).toMatchObject({ error: "broken", at: 7, task: { failures: 2, payload: 1 } });
  });

  it("that was replayed has all its attempts again, and refuses who failed at it before", async () => {
    await enqueue({ attemptsMax: 1 });
    const late = await claim("w1");
    await fail(late);
    expect(await replay()).toEqual({ ok: true });
    expect(await replay()).toEqual({ ok: false, reason: "not-found" });
    expect(await fail(late)).toEqual({ ok: false, reason: "task-gone" });
    const current = await claim("w2");
    expect(current.task).toMatchObject({ failures: 0, payload: 1, enqueuedAt: 9 });
    expect(current.task).not.toHaveProperty("lastError");
    expect(await fail(late)).toEqual({ ok: false, reason: "task-gone" });
    expect(await complete(late)).toEqual({ ok: false, reason: "claim-lost" });
    expect(await complete(current)).toEqual({ ok: true });
    expect(await keysUnder(world.engine, [])).toEqual([]);
  });

  it("is not replayed over another that has its id by now: the letter stays", async () => {
    await enqueue({ attemptsMax: 1 });
    await fail(await claim("w1"));
    await enqueue({ payload: 2 });
    expect(await replay()).toEqual({ ok: false, reason: "task-exists" });
    await take();
    expect(await replay()).toEqual({ ok: true });
  });
});
