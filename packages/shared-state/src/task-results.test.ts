import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { keysUnder, memoryState, settle, type TestState } from "../testing/memory-state.ts";
import type { TaskCompleted } from "./bound-tasks.ts";
import type { ClaimedTask } from "./claims.ts";
import { RESULT_KEEP_MS } from "./task-results.ts";
import { takeTask } from "./tasks.ts";

const ref = { queue: "reports", id: "r1" };
const waitMsMax = 10_000;

let world: TestState;
beforeEach(() => {
  world = memoryState();
});
afterEach(() => expect(world.clock.pending.size).toBeLessThanOrEqual(1)); // The reaper's own.

const tasks = () => world.state.tasks;
const enqueue = (options = {}) =>
  tasks().enqueue({ ...ref, kind: "write", payload: 1, ...options });
const completed = () => tasks().completed(ref, { waitMsMax });

async function claim(): Promise<ClaimedTask> {
  const claimed = await tasks().claim(ref, { forMs: 1_000 });
  if (!claimed.ok) throw new Error(claimed.reason);
  return claimed;
}

describe("whoever waits for a task", () => {
  it("learns that it is done, by whom, and what there is to take", async () => {
    await enqueue();
    const waiting = completed();
    const claimed = await claim();
    await tasks().progress(claimed, { done: 1 });
    await tasks().handOver(claimed, { name: "draft", value: 1 });
    await tasks().complete(claimed, { artifacts: [{ name: "page", value: 2 }] });
    const result = { kind: "write", by: "test/1", artifacts: ["draft", "page"], ...ref };
    expect(await waiting).toMatchObject({ ok: true, result });
  });

  it("learns it also when it was done before it began to wait, within an hour", async () => {
    await enqueue();
    await tasks().complete(await claim());
    world.clock.advance(RESULT_KEEP_MS - 1);
    expect(await completed()).toMatchObject({ ok: true });
    world.clock.advance(1);
    expect(await completed()).toEqual({ ok: false, reason: "task-gone" });
    expect(await keysUnder(world.engine, [])).toEqual([]);
  });

  it("is told of a dead letter, and of a task that went without a word or never was", async () => {
    expect(await completed()).toEqual({ ok: false, reason: "task-gone" });
    await enqueue();
    let waiting = completed();
    await world.run((tx) => takeTask(tx, ref));
    expect(await waiting).toEqual({ ok: false, reason: "task-gone" });

    await enqueue({ attemptsMax: 1 });
    waiting = completed();
    await tasks().fail(await claim(), { error: "no paper" });
    expect(await waiting).toEqual({ ok: false, reason: "dead-letter", error: "no paper" });
  });

  it("gives up in time, or when it is told to", async () => {
    await enqueue();
    let outcome: TaskCompleted | undefined;
    const waiting = completed().then((known) => {
      outcome = known;
    });
    world.clock.advance(waitMsMax - 1);
    await settle();
    expect(outcome).toBeUndefined();
    world.clock.advance(1);
    await waiting;
    expect(outcome).toEqual({ ok: false, reason: "not-in-time" });
    const signal = AbortSignal.abort();
    expect(await tasks().completed(ref, { waitMsMax, signal })).toMatchObject({
      reason: "not-in-time",
    });
  });

  it("waits for the task that is in the queue, not for one that was done under its id", async () => {
    await enqueue();
    await tasks().complete(await claim());
    world.clock.advance(5);
    await enqueue({ kind: "write-again" });
    const waiting = completed();
    await tasks().complete(await claim());
    expect(await waiting).toMatchObject({ result: { kind: "write-again" } });
    await enqueue({ attemptsMax: 1 });
    world.clock.advance(5);
    await tasks().fail(await claim(), { error: "no paper" });
    expect(await completed()).toMatchObject({ reason: "dead-letter" });
  });

  it("may have it forgotten, with all that it made, but not while it is still to be done", async () => {
    await enqueue();
    const claimed = await claim();
    await tasks().handOver(claimed, { name: "draft", value: 1 });
    expect(await tasks().forget(ref)).toEqual({ ok: false, reason: "task-exists" });
    await tasks().complete(claimed, { keepMs: 50 });
    expect(await tasks().forget(ref)).toEqual({ ok: true });
    expect(await tasks().forget(ref)).toEqual({ ok: true });
    expect(await keysUnder(world.engine, [])).toEqual([]);
  });
});
