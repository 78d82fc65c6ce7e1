import { beforeEach, describe, expect, it } from "vitest";
import { keysUnder, memoryState, type TestState } from "../testing/memory-state.ts";
import type { ClaimedTask } from "./claims.ts";
import { openSharedState, type SharedState } from "./state.ts";

const ref = { queue: "reports", id: "r1" };
const forMs = 100;
const LOST = { ok: false, reason: "claim-lost" };

let world: TestState;
let worker: SharedState;
let other: SharedState;
beforeEach(async () => {
  world = memoryState({ reaping: false });
  worker = openSharedState({ engine: world.another(), actor: "worker/1" });
  other = openSharedState({ engine: world.another(), actor: "worker/2" });
  await other.tasks.enqueue({ ...ref, kind: "write", payload: 1 });
});

async function claim(state: SharedState): Promise<ClaimedTask> {
  const claimed = await state.tasks.claim(ref, { forMs });
  if (!claimed.ok) throw new Error(claimed.reason);
  return claimed;
}

const artifact = { name: "draft", value: "Once upon a time" };
/** All that a worker can do about its task. */
const operations: Record<string, (claimed: ClaimedTask) => Promise<unknown>> = {
  renew: (claimed) => worker.tasks.renew(claimed, { forMs }),
  progress: (claimed) => worker.tasks.progress(claimed, { done: 1 }),
  handOver: (claimed) => worker.tasks.handOver(claimed, artifact),
  complete: (claimed) => worker.tasks.complete(claimed, { artifacts: [artifact] }),
  fail: (claimed) => worker.tasks.fail(claimed, { error: "broken" }),
  release: (claimed) => worker.tasks.release(claimed),
};

describe.each(Object.keys(operations))("a worker that was paused, and comes back to %s", (name) => {
  const operation = operations[name]!;

  /** The operation is refused, and makes no commit. */
  async function isRefused(claimed: ClaimedTask): Promise<void> {
    const before = await world.engine.head();
    expect(await operation(claimed)).toEqual(LOST);
    expect(await world.engine.head()).toBe(before);
  }

  it("is in time one millisecond before its claim lapses", async () => {
    const claimed = await claim(worker);
    world.clock.advance(forMs - 1);
    expect(await operation(claimed)).toMatchObject({ ok: true });
  });

  it("is refused exactly when its claim lapses, though nobody has taken over", async () => {
    const claimed = await claim(worker);
    world.clock.advance(forMs);
    await isRefused(claimed);
    expect(await worker.tasks.get(ref)).toMatchObject({ state: "available" });
  });

  it("is refused while its successor is at work", async () => {
    const claimed = await claim(worker);
    world.clock.advance(forMs);
    const successor = await claim(other);
    await isRefused(claimed);
    expect(await other.tasks.complete(successor)).toEqual({ ok: true });
  });

  it("is refused when it has claimed the task itself anew, for the claim that it lost", async () => {
    const claimed = await claim(worker);
    world.clock.advance(forMs);
    await claim(worker);
    await isRefused(claimed);
  });

  it("is refused when the task is done, and when another has come under its id", async () => {
    const claimed = await claim(worker);
    world.clock.advance(forMs);
    await other.tasks.complete(await claim(other));
    await isRefused(claimed);
    await other.tasks.enqueue({ ...ref, kind: "write", payload: 2 });
    const successor = await claim(other);
    expect(successor.task.incarnation).toBe(claimed.task.incarnation);
    await isRefused(claimed);
  });
});

describe("a claim", () => {
  it("of one task is given to one of many workers", async () => {
    const claims = Array.from({ length: 20 }, (_, index) =>
      (index % 2 ? worker : other).tasks.claim(ref, { forMs }),
    );
    const outcomes = await Promise.all(claims);
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(new Set(outcomes.map((each) => (each.ok ? "" : each.reason)))).toEqual(
      new Set(["", "task-claimed"]),
    );
  });

  it("can be renewed for as long as the work takes, from now on each time", async () => {
    const claimed = await claim(worker);
    for (let beat = 0; beat < 5; beat++) {
      world.clock.advance(forMs - 1);
      expect(await worker.tasks.renew(claimed, { forMs })).toEqual({ ok: true });
    }
    world.clock.advance(forMs);
    expect(await worker.tasks.renew(claimed, { forMs })).toEqual(LOST);
  });

  it("that is released leaves the task as it was, at hand for anybody at once", async () => {
    const claimed = await claim(worker);
    await worker.tasks.progress(claimed, { note: "begun" });
    expect(await worker.tasks.release(claimed)).toEqual({ ok: true });
    expect(await worker.tasks.release(claimed)).toEqual(LOST);
    expect(await keysUnder(world.engine, [])).toEqual(["task/reports/r1"]);
    expect((await claim(other)).task).toMatchObject({ failures: 0, incarnation: 2 });
  });

  it("ends with its task, and takes its progress along: failed, dropped or completed", async () => {
    const first = await claim(worker);
    await worker.tasks.progress(first, { done: 1 });
    expect(await worker.tasks.fail(first, { error: "broken" })).toMatchObject({ outcome: "retry" });
    expect(await keysUnder(world.engine, ["task"])).toEqual([
      "task/reports/r1",
      "task/reports/r1/delay",
    ]);
    world.clock.advance(1_000);
    const second = await claim(worker);
    await worker.tasks.progress(second, { done: 1 });
    expect(await worker.tasks.complete(second)).toEqual({ ok: true });
    expect((await keysUnder(world.engine, [])).filter((key) => /progress|claim/.test(key))).toEqual(
      [],
    );
  });
});
