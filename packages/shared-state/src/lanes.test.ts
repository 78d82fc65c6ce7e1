import { beforeEach, describe, expect, it } from "vitest";
import { keysUnder, memoryState, type TestState } from "../testing/memory-state.ts";
import {
  claimTask,
  completeTask,
  dropTask,
  enqueueTask,
  failTask,
  getTask,
  replayDeadLetter,
  takeTask,
} from "./tasks.ts";

let world: TestState;
beforeEach(() => {
  world = memoryState();
});

const lane = "m1/ada";
const enqueue = (id: string, options = {}) =>
  world.run((tx) =>
    enqueueTask(tx, { queue: "mail", id, kind: "send", payload: id, lane, now: 0, ...options }),
  );
const take = (id: string, queue = "mail") => world.run((tx) => takeTask(tx, { queue, id }));
const waits = { ok: false, reason: "task-delayed" };

describe("lanes", () => {
  it("let workers have the first only, and the next when the first is done", async () => {
    for (const id of ["request", "update", "cancel"]) await enqueue(id);
    expect(await take("cancel")).toEqual(waits);
    expect(await take("update")).toEqual(waits);
    expect(await take("request")).toMatchObject({ ok: true });
    expect(await take("cancel")).toEqual(waits);
    expect(await take("update")).toMatchObject({ ok: true });
    expect(await take("cancel")).toMatchObject({ ok: true });
    expect(await keysUnder(world.engine, [])).toEqual([]);
  });

  it("keep their order with several workers that try everything at once, again and again", async () => {
    const lanes = ["a", "b", "c"];
    const ids = ["1", "2", "3", "4", "5"];
    for (const id of ids) {
      for (const each of lanes) await enqueue(`${each}${id}`, { lane: each });
    }
    const done: string[] = [];
    const work = async () => {
      for (let round = 0; round < 20; round++) {
        for (const id of [...ids]
          .reverse()
          .flatMap((number) => lanes.map((each) => each + number))) {
          const taken = await take(id);
          if (taken.ok) done.push(id);
        }
      }
    };
    await Promise.all([work(), work(), work()]);
    for (const each of lanes) {
      expect(done.filter((id) => id.startsWith(each))).toEqual(ids.map((id) => each + id));
    }
  });

  it("do not let anybody pass while the first is claimed, or waits after a failure", async () => {
    await enqueue("request");
    await enqueue("cancel");
    const ref = { queue: "mail", id: "request" };
    const claimed = await world.run((tx) => claimTask(tx, ref, { worker: "w1", forMs: 100 }));
    if (!claimed.ok) throw new Error(claimed.reason);
    expect(await take("cancel")).toEqual(waits);
    await world.run((tx) => failTask(tx, claimed.task, { error: "refused", now: 0 }));
    expect(await take("cancel")).toEqual(waits);
    world.clock.advance(100);
    expect(await take("cancel")).toEqual(waits);
    const again = await world.run((tx) => claimTask(tx, ref, { worker: "w2", forMs: 100 }));
    if (!again.ok) throw new Error(again.reason);
    await world.run((tx) => completeTask(tx, again));
    expect(await take("cancel")).toMatchObject({ ok: true });
  });

  it("go on when the first becomes a dead letter, which on replay goes to the end", async () => {
    await enqueue("request", { attemptsMax: 1 });
    await enqueue("cancel");
    await enqueue("last");
    const ref = { queue: "mail", id: "request", incarnation: 0, failures: 0 };
    await world.run((tx) => failTask(tx, ref, { error: "no such address", now: 0 }));
    await world.run((tx) => replayDeadLetter(tx, { ...ref, now: 1 }));
    expect(await take("request")).toEqual(waits);
    expect(await take("cancel")).toMatchObject({ ok: true });
    expect(await take("last")).toMatchObject({ ok: true });
    expect(await take("request")).toMatchObject({ ok: true });
    expect(await keysUnder(world.engine, [])).toEqual([]);
  });

  it("lose a task that is dropped while it waits, and nobody else", async () => {
    for (const id of ["request", "update", "cancel"]) await enqueue(id);
    await world.run((tx) => dropTask(tx, { queue: "mail", id: "update" }));
    expect(await take("update")).toMatchObject({ reason: "task-gone" });
    await take("request");
    expect(await take("update")).toMatchObject({ reason: "task-gone" });
    expect(await take("cancel")).toMatchObject({ ok: true });
    expect(await keysUnder(world.engine, [])).toEqual([]);
  });

  it("go on when the first is dropped", async () => {
    await enqueue("request");
    await enqueue("cancel");
    await world.run((tx) => dropTask(tx, { queue: "mail", id: "request" }));
    expect(await take("cancel")).toMatchObject({ ok: true });
  });

  it("say that a waiting task exists, and that it can be seen", async () => {
    await enqueue("request");
    await enqueue("cancel");
    expect(await enqueue("cancel")).toEqual({ ok: false, reason: "task-exists" });
    expect(await enqueue("request")).toEqual({ ok: false, reason: "task-exists" });
    const waiting = await world.run((tx) => getTask(tx, { queue: "mail", id: "cancel" }));
    expect(waiting).toMatchObject({ payload: "cancel" });
    await take("request");
    await take("cancel");
    expect(await keysUnder(world.engine, [])).toEqual([]);
  });

  it("hold tasks of several queues, also when these share an id", async () => {
    await enqueue("1", { queue: "mail" });
    await enqueue("1", { queue: "chat" });
    expect(await take("1", "chat")).toEqual(waits);
    expect(await take("1", "mail")).toMatchObject({ ok: true });
    expect(await take("1", "chat")).toMatchObject({ ok: true });
  });

  it("bring nobody out before its delay, however early its turn comes", async () => {
    await enqueue("request");
    await enqueue("reminder", { delayMs: 1_000 });
    await take("request");
    world.clock.advance(999);
    expect(await take("reminder")).toEqual(waits);
    world.clock.advance(1);
    expect(await take("reminder")).toMatchObject({ ok: true });
  });

  it("bring nobody out before its turn, however long its delay is over", async () => {
    await enqueue("request");
    await enqueue("reminder", { delayMs: 100 });
    world.clock.advance(1_000);
    expect(await take("reminder")).toEqual(waits);
    await take("request");
    expect(await take("reminder")).toMatchObject({ ok: true });
  });
});
