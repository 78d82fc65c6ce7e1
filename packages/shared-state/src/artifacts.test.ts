import { beforeEach, describe, expect, it } from "vitest";
import { keysUnder, memoryState, type TestState } from "../testing/memory-state.ts";
import { ARTIFACTS_MAX, getArtifacts, takeArtifact } from "./artifacts.ts";
import type { ClaimedTask } from "./claims.ts";
import { openSharedState, type SharedState } from "./state.ts";
import { completeTask, dropTask, replayDeadLetter } from "./tasks.ts";

const ref = { queue: "reports", id: "r1" };
const GONE = { ok: false, reason: "artifact-gone" };
const TAKEN = { ok: false, reason: "artifact-taken" };

let world: TestState;
let worker: SharedState;
let taker: SharedState;
beforeEach(async () => {
  world = memoryState({ reaping: false });
  worker = openSharedState({ engine: world.another(), actor: "worker/1" });
  taker = openSharedState({ engine: world.another(), actor: "taker/1" });
  await enqueue();
});

const enqueue = (options = {}) =>
  taker.tasks.enqueue({ ...ref, kind: "write", payload: 1, ...options });
const artifact = (name: string, value: unknown = name) => ({ name, value });
const ready = async () => (await taker.tasks.getArtifacts(ref)).map(({ name }) => name);

async function claim(): Promise<ClaimedTask> {
  const claimed = await worker.tasks.claim(ref, { forMs: 100 });
  if (!claimed.ok) throw new Error(claimed.reason);
  return claimed;
}

/** The worker is paused for so long that another may have the task. */
async function claimAfterLapse(): Promise<ClaimedTask> {
  world.clock.advance(100);
  return claim();
}

describe("an artifact", () => {
  it("is taken by one of many takers", async () => {
    await worker.tasks.complete(await claim(), { artifacts: [artifact("page", [1, 2])] });
    const takers = Array.from({ length: 10 }, (_, index) =>
      (index % 2 ? worker : taker).tasks.takeArtifact(ref, "page"),
    );
    const outcomes = await Promise.all(takers);
    const taken = { name: "page", value: [1, 2], by: "worker/1" };
    expect(outcomes.filter(({ ok }) => ok)).toEqual([{ ok: true, artifact: taken }]);
    expect(outcomes.filter(({ ok }) => !ok)).toEqual(Array.from({ length: 9 }, () => GONE));
  });

  it("stays when the transaction that took it fails", async () => {
    await worker.tasks.handOver(await claim(), artifact("page"));
    const failing = world.run((tx) => {
      takeArtifact(tx, ref, "page");
      throw new Error("the effect cannot be had");
    });
    await expect(failing).rejects.toThrow();
    expect(await taker.tasks.takeArtifact(ref, "page")).toMatchObject({ ok: true });
  });

  it("can be looked at, and taken, while the work goes on", async () => {
    const claimed = await claim();
    await worker.tasks.handOver(claimed, artifact("two", 2));
    await worker.tasks.handOver(claimed, artifact("one", 1));
    expect(await taker.tasks.getArtifact(ref, "one")).toMatchObject({ value: 1, by: "worker/1" });
    const inOrder = await world.run((tx) => getArtifacts(tx, ref));
    expect(inOrder.map(({ name }) => name)).toEqual(["two", "one"]);
    expect(await taker.tasks.takeArtifact(ref, "one")).toMatchObject({ artifact: { value: 1 } });
    expect(await taker.tasks.getArtifact(ref, "one")).toBeUndefined();
    expect(await ready()).toEqual(["two"]);
  });

  it("outlives the claim under which it was handed over, a result's time, and a restart", async () => {
    await worker.tasks.handOver(await claim(), artifact("page", "first"));
    world.clock.advance(24 * 3_600_000);
    expect(await ready()).toEqual(["page"]);
    await worker.tasks.complete(await claim(), { keepMs: 10 });
    world.clock.advance(24 * 3_600_000);
    expect(await taker.tasks.takeArtifact(ref, "page")).toMatchObject({
      artifact: { value: "first" },
    });
    expect(await keysUnder(world.engine, ["artifact"])).toEqual([]);
  });

  it("that nobody has taken is replaced by a successor's", async () => {
    await worker.tasks.handOver(await claim(), artifact("page", "first"));
    const successor = await claimAfterLapse();
    expect(await worker.tasks.handOver(successor, artifact("page", "second"))).toEqual({
      ok: true,
    });
    expect(await taker.tasks.takeArtifact(ref, "page")).toMatchObject({
      artifact: { value: "second" },
    });
  });

  it("that was taken is not handed over again by a successor, nor with the completion", async () => {
    await worker.tasks.handOver(await claim(), artifact("page"));
    await taker.tasks.takeArtifact(ref, "page");
    const successor = await claimAfterLapse();
    expect(await worker.tasks.handOver(successor, artifact("page"))).toEqual(TAKEN);
    const artifacts = [artifact("page"), artifact("index")];
    expect(await worker.tasks.complete(successor, { artifacts })).toEqual({ ok: true });
    expect(await taker.tasks.takeArtifact(ref, "page")).toEqual(GONE);
    expect(await ready()).toEqual(["index"]);
  });

  it("that was taken is not handed over again after failures, nor after a dead letter", async () => {
    await world.run((tx) => dropTask(tx, ref));
    await enqueue({ attemptsMax: 1 });
    const claimed = await claim();
    await worker.tasks.handOver(claimed, artifact("page"));
    await taker.tasks.takeArtifact(ref, "page");
    await worker.tasks.fail(claimed, { error: "broken" });
    await world.run((tx) => replayDeadLetter(tx, { ...ref, now: 1 }));
    expect(await worker.tasks.handOver(await claim(), artifact("page"))).toEqual(TAKEN);
  });

  it("of a task that was done may be handed over anew by one that comes under its id", async () => {
    await worker.tasks.complete(await claim(), { artifacts: [artifact("page", 1)] });
    await taker.tasks.takeArtifact(ref, "page");
    await enqueue();
    const again = await claim();
    expect(await worker.tasks.handOver(again, artifact("page", 2))).toEqual({ ok: true });
    await taker.tasks.takeArtifact(ref, "page");
    expect(await worker.tasks.handOver(again, artifact("page", 3))).toEqual(TAKEN);
  });

  it("that an earlier task left is kept when the next one under its id is dropped", async () => {
    await worker.tasks.complete(await claim(), { artifacts: [artifact("page", 1)] });
    await enqueue();
    await claim();
    await world.run((tx) => dropTask(tx, ref));
    expect(await ready()).toEqual(["page"]);
  });

  it("goes with the task that is not wanted any more", async () => {
    await worker.tasks.handOver(await claim(), artifact("page"));
    await world.run((tx) => dropTask(tx, ref));
    world.clock.advance(100);
    expect(await keysUnder(world.engine, [])).toEqual([]);
  });

  it("stays also when the task is completed without a word", async () => {
    const claimed = await claim();
    await worker.tasks.handOver(claimed, artifact("page"));
    await world.run((tx) => completeTask(tx, claimed));
    expect(await ready()).toEqual(["page"]);
    expect(await keysUnder(world.engine, ["task-result"])).toEqual([]);
  });

  it("of a sibling, whose id begins alike, is not touched", async () => {
    await taker.tasks.enqueue({ queue: "reports", id: "r11", kind: "write", payload: 1 });
    const sibling = await worker.tasks.claim({ queue: "reports", id: "r11" }, { forMs: 100 });
    if (!sibling.ok) throw new Error(sibling.reason);
    await worker.tasks.handOver(sibling, artifact("page"));
    await worker.tasks.complete(await claim(), { artifacts: [artifact("page")] });
    await taker.tasks.forget(ref);
    expect(await keysUnder(world.engine, ["artifact"])).toEqual([
      "artifact/reports/r11",
      "artifact/reports/r11/page",
    ]);
  });

  it("is one of so many that they can all be forgotten at once, and not of more", async () => {
    const claimed = await claim();
    for (let n = 0; n < ARTIFACTS_MAX; n++) {
      await worker.tasks.handOver(claimed, artifact(`page-${n}`));
    }
    // Taking makes no room: a name is remembered.
    await taker.tasks.takeArtifact(ref, "page-0");
    const oneMore = worker.tasks.handOver(claimed, artifact("one-more"));
    await expect(oneMore).rejects.toMatchObject({ code: "artifacts-too-many" });
    expect(await worker.tasks.complete(claimed)).toEqual({ ok: true });
    expect(await taker.tasks.forget(ref)).toEqual({ ok: true });
    expect(await keysUnder(world.engine, [])).toEqual([]);
  });
});
