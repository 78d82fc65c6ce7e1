import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { memoryState, settle, type TestState } from "../testing/memory-state.ts";
import type { Changes } from "./engine.ts";
import { HoldfastError } from "./errors.ts";

let world: TestState;
let stop: AbortController;
/** What has been seen so far, each look as its ids. */
let looks: string[];
let watching: Promise<void>;
beforeEach(() => {
  world = memoryState();
  stop = new AbortController();
  looks = [];
});
afterEach(async () => {
  stop.abort();
  await watching.catch(() => {});
});

const enqueue = (id: string, options = {}) =>
  world.state.tasks.enqueue({ queue: "mail", id, kind: "send", payload: 1, ...options });
const claim = (id: string) => world.state.tasks.claim({ queue: "mail", id }, { forMs: 100 });

async function watch(options = {}): Promise<void> {
  const sights = world.state.tasks.watch("mail", { signal: stop.signal, ...options });
  watching = (async () => {
    for await (const tasks of sights) looks.push(tasks.map(({ id }) => id).join());
  })();
  watching.catch(() => {}); // Whoever expects it to fail waits for it later.
  await settle();
}

describe("watching a queue", () => {
  it("shows what is available, at first and whenever that changes, in order", async () => {
    await enqueue("b");
    await watch();
    await enqueue("a", { priority: 1 });
    await settle();
    await claim("a");
    await settle();
    world.clock.advance(100);
    await settle();
    expect(looks).toEqual(["b", "a,b", "b", "a,b"]);
    stop.abort();
    await watching;
  });

  it("says nothing of what changes nothing that may be claimed: delays, progress, other queues", async () => {
    await enqueue("a");
    await watch();
    await enqueue("later", { delayMs: 500 });
    await enqueue("x", { queue: "mailing" });
    await settle();
    const claimed = await claim("a");
    if (!claimed.ok) throw new Error(claimed.reason);
    await settle();
    await world.state.tasks.progress(claimed, { done: 1 });
    await settle();
    expect(looks).toEqual(["a", ""]);
  });

  it("shows the first few only, if that is enough, and says nothing of the others", async () => {
    await watch({ limit: 2 });
    for (const id of ["a", "b", "c"]) {
      await enqueue(id);
      await settle();
    }
    expect(looks).toEqual(["", "a", "a,b"]);
  });

  it("ends at once when it was told to before it began, and with the engine", async () => {
    stop.abort();
    await watch();
    await watching;
    expect(looks).toEqual([]);
    stop = new AbortController();
    await watch();
    await world.engine.close();
    await watching;
  });

  it("throws when it has missed changes and cannot read anew", async () => {
    const gapOnce: Changes = {
      next: async () => ({ value: { kind: "gap", after: 0, before: 5 }, done: false }),
      return: async () => ({ value: undefined, done: true }),
      close: () => {},
      [Symbol.asyncIterator]: () => gapOnce,
    };
    world.engine.changes = () => {
      world.engine.snapshot = () => Promise.reject(new HoldfastError("engine-failed"));
      return gapOnce;
    };
    await watch();
    await expect(watching).rejects.toMatchObject({ code: "engine-failed" });
    expect(looks.length).toBeLessThanOrEqual(1);
  });

  it("throws when the queue cannot be read", async () => {
    world.engine.snapshot = () => Promise.reject(new HoldfastError("engine-failed"));
    await watch();
    await expect(watching).rejects.toMatchObject({ code: "engine-failed" });
  });
});
