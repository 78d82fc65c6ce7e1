import { beforeEach, expect, it } from "vitest";
import { memoryState, type TestState } from "../testing/memory-state.ts";
import { readTasks } from "./task-status.ts";

let world: TestState;
beforeEach(() => {
  world = memoryState({ reaping: false });
});

it("tells of each task whether it may be claimed, and if not, why and for how long", async () => {
  const { tasks } = world.state;
  const enqueue = (queue: string, id: string, options = {}) =>
    tasks.enqueue({ queue, id, kind: "send", payload: 1, ...options });
  await enqueue("b", "z", { lane: "m" });
  await enqueue("b", "waits", { lane: "m", priority: 3 });
  await enqueue("a", "later", { delayMs: 500 });
  await enqueue("a", "open", { priority: 1 });
  await enqueue("a", "lapsed");
  await tasks.claim({ queue: "a", id: "lapsed" }, { forMs: 30 });
  await tasks.claim({ queue: "b", id: "z" }, { forMs: 100 });
  world.clock.advance(30);

  const statuses = await world.state.read((snapshot) => readTasks(snapshot));
  const seen = statuses.map(({ task, ...rest }) => ({ id: `${task.queue}/${task.id}`, ...rest }));
  expect(seen).toEqual([
    { id: "a/open", state: "available" },
    { id: "a/lapsed", state: "available" },
    { id: "a/later", state: "delayed", leftMs: 470 },
    { id: "b/waits", state: "waiting" },
    { id: "b/z", state: "claimed", worker: "test/1", leftMs: 70 },
  ]);
  const ofOne = await world.state.read((snapshot) => readTasks(snapshot, "a"));
  expect(ofOne).toEqual(statuses.slice(0, 3));
  for (const status of statuses) expect(await tasks.get(status.task)).toEqual(status);
  expect(await tasks.get({ queue: "a", id: "ope" })).toBeUndefined();
  expect((await tasks.available("a")).map(({ id }) => id)).toEqual(["open", "lapsed"]);
  expect((await tasks.available("a", { limit: 1 })).map(({ id }) => id)).toEqual(["open"]);
});
