import { beforeEach, describe, expect, it } from "vitest";
import { memoryState, type TestState } from "../testing/memory-state.ts";
import type { ClaimedTask } from "./claims.ts";
import { getProgress } from "./task-progress.ts";
import { dropTask } from "./tasks.ts";

const ref = { queue: "reports", id: "r1" };
let world: TestState;
beforeEach(async () => {
  world = memoryState({ reaping: false });
  await world.state.tasks.enqueue({ ...ref, kind: "write", payload: 1 });
});

const progress = () => world.run((tx) => getProgress(tx, ref));

async function claim(): Promise<ClaimedTask> {
  const claimed = await world.state.tasks.claim(ref, { forMs: 100 });
  if (!claimed.ok) throw new Error(claimed.reason);
  return claimed;
}

describe("progress", () => {
  it("is the last that was reported, and nothing of what was reported before it", async () => {
    const claimed = await claim();
    expect(await progress()).toBeUndefined();
    await world.state.tasks.progress(claimed, { done: 1, total: 3, note: "counting" });
    await world.state.tasks.progress(claimed, { done: 2 });
    expect(await progress()).toEqual({ done: 2 });
    expect(await world.state.tasks.get(ref)).toMatchObject({
      ...{ state: "claimed", worker: "test/1", leftMs: 100, progress: { done: 2 } },
    });
  });

  it("changes nothing of the task, and keeps the claim no longer", async () => {
    const claimed = await claim();
    world.clock.advance(60);
    await world.state.tasks.progress(claimed, { done: 1 });
    expect(await world.state.tasks.get(ref)).toMatchObject({ leftMs: 40, task: claimed.task });
  });

  it("lapses with the claim: whoever takes over begins at nothing", async () => {
    await world.state.tasks.progress(await claim(), { done: 1 });
    world.clock.advance(100);
    expect(await progress()).toBeUndefined();
    await claim();
    expect(await progress()).toBeUndefined();
  });

  it("of a task that is done, or not wanted any more, is refused", async () => {
    const claimed = await claim();
    await world.state.tasks.complete(claimed);
    const refused = { ok: false, reason: "claim-lost" };
    expect(await world.state.tasks.progress(claimed, { done: 3 })).toEqual(refused);
    expect(await progress()).toBeUndefined();

    await world.state.tasks.enqueue({ ...ref, kind: "write", payload: 1 });
    const again = await claim();
    await world.state.tasks.progress(again, { done: 1 });
    await world.run((tx) => dropTask(tx, ref));
    expect(await world.state.tasks.progress(again, { done: 2 })).toEqual(refused);
    expect(await progress()).toBeUndefined();
  });

  it.each([{ done: Number.NaN }, { total: Number.POSITIVE_INFINITY }])(
    "cannot be %o",
    async (bad) => {
      const claimed = await claim();
      const reported = world.state.tasks.progress(claimed, bad);
      await expect(reported).rejects.toMatchObject({ code: "value-invalid" });
    },
  );
});
