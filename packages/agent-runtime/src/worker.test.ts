import { createMemoryStore, memoryEngine } from "@holdfast/engine-memory";
import {
  claimTask,
  completeTask,
  dropTask,
  enqueueTask,
  HoldfastError,
  keyspace,
  type NewTask,
  openSharedState,
  type SharedState,
  type Task,
  takeTask,
} from "@holdfast/shared-state";
import { type FailpointTask, handleFailpoints, ManualClock } from "@holdfast/shared-state/engine";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Attempt, startWorker, type Worker, type WorkerOptions } from "./worker.ts";

const SWEEP_MS = 1_000;

let clock: ManualClock;
let state: SharedState;
/** A second process on the same state. */
let other: SharedState;
let workers: Worker[];
let errors: unknown[];

beforeEach(() => {
  clock = new ManualClock();
  const store = createMemoryStore();
  const open = (actor: string) =>
    openSharedState({ engine: memoryEngine({ store, clock }), actor });
  state = open("worker/1");
  other = open("worker/2");
  workers = [];
  errors = [];
});

afterEach(async () => {
  handleFailpoints(undefined);
  await Promise.all(workers.map((worker) => worker.drain()));
  await state.close();
  await other.close();
});

describe("a worker", () => {
  it("held up before one task, does the others", async () => {
    const [done, came]: [string[], FailpointTask[]] = [[], []];
    let goOn = () => {};
    const held = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    handleFailpoints(
      () => {},
      async (_name, task) => {
        came.push(task!);
        if (task?.id === "first") await held;
      },
    );
    await enqueue("first");
    await work({ choose: (task) => take(task, done) });
    await enqueue("second");
    await vi.waitFor(() => expect(done).toEqual(["second"]));
    expect(came.map(({ id }) => id)).toEqual(["first", "second"]);
    goOn();
    await vi.waitFor(() => expect(done).toEqual(["second", "first"]));
  });

  it("does what waits already and what comes later, each once", async () => {
    const done: string[] = [];
    await enqueue("before");
    await work({ choose: (task) => take(task, done) });
    await enqueue("after");
    await vi.waitFor(() => expect(done).toEqual(["before", "after"]));
    clock.advance(SWEEP_MS);
    await settled();
    expect(done).toEqual(["before", "after"]);
  });

  it("says of each attempt that it begins, and that it has ended, however it did", async () => {
    const said: string[] = [];
    await enqueue("a");
    await work({
      choose: () => async () => {
        said.push("at it");
        throw new Error("It failed.");
      },
      onTask: (phase) => said.push(phase),
    });
    await vi.waitFor(() => expect(said).toEqual(["begun", "at it", "ended"]));
  });

  it("does the oldest first", async () => {
    const done: string[] = [];
    await enqueue("b", { now: 2 });
    await enqueue("a", { now: 3 });
    await enqueue("c", { now: 1 });
    await work({ concurrency: 1, choose: (task) => take(task, done) });
    await vi.waitFor(() => expect(done).toEqual(["c", "b", "a"]));
  });

  it("does the higher priority first, whatever is older", async () => {
    const done: string[] = [];
    await enqueue("old", { now: 1 });
    await enqueue("urgent", { now: 2, priority: 1 });
    await work({ concurrency: 1, choose: (task) => take(task, done) });
    await vi.waitFor(() => expect(done).toEqual(["urgent", "old"]));
  });

  it("says that it cannot follow its queue, and with the next sweep follows it again", async () => {
    const done: string[] = [];
    const { engine } = state;
    const changesOf = engine.changes.bind(engine);
    const snapshot = engine.snapshot.bind(engine);
    engine.changes = (options) => {
      const feed = changesOf(options);
      // The first thing that it hears of is a gap, and then it cannot read the queue anew.
      feed.next = async () => {
        engine.snapshot = () => Promise.reject(new HoldfastError("engine-failed"));
        return { value: { kind: "gap", after: 0, before: 1 }, done: false };
      };
      return feed;
    };
    await work({ choose: (task) => take(task, done) });
    await vi.waitFor(() => expect(errors).toHaveLength(1));
    await enqueue("a");
    clock.advance(SWEEP_MS);
    await vi.waitFor(() => expect(errors).toHaveLength(2));
    expect(errors).toMatchObject([{ code: "engine-failed" }, { code: "engine-failed" }]);
    engine.changes = changesOf;
    engine.snapshot = snapshot;
    expect(done).toEqual([]);
    clock.advance(SWEEP_MS);
    await vi.waitFor(() => expect(done).toEqual(["a"]));
    await enqueue("b");
    await vi.waitFor(() => expect(done).toEqual(["a", "b"]));
    expect(errors).toHaveLength(2);
  });

  it("leaves what it does not know to others, and does what comes after it", async () => {
    const done: string[] = [];
    await enqueue("strange", { kind: "of-tomorrow" });
    await enqueue("usual");
    const choose = (task: Task) => (task.kind === "greet" ? take(task, done) : undefined);
    await work({ concurrency: 1, choose });
    await vi.waitFor(() => expect(done).toEqual(["usual"]));
    clock.advance(SWEEP_MS);
    await settled();
    expect(await queued()).toEqual(["strange"]);
    expect(errors).toEqual([]);

    await work({ choose: (task) => take(task, done) }, other);
    await vi.waitFor(() => expect(done).toEqual(["usual", "strange"]));
  });

  it("has never more under way than it was told, and does all of them in the end", async () => {
    const gates: (() => void)[] = [];
    const done: string[] = [];
    for (const id of ["a", "b", "c", "d", "e"]) await enqueue(id);
    const choose = (task: Task) => async () => {
      await new Promise<void>((open) => gates.push(open));
      await take(task, done)();
    };
    await work({ concurrency: 2, choose });
    for (let begun = 2; begun <= 5; begun++) {
      await vi.waitFor(() => expect(gates).toHaveLength(begun));
      await settled();
      expect(gates).toHaveLength(begun);
      gates[begun - 2]!();
    }
    gates[4]!();
    await vi.waitFor(() => expect(done).toHaveLength(5));
  });

  it("tries again, with the next sweep, what failed and left the board as it was", async () => {
    let attempts = 0;
    await enqueue("a");
    const choose = (task: Task) => async () => {
      attempts += 1;
      if (attempts < 3) throw new Error("The store is full.");
      await take(task)();
    };
    await work({ choose });
    await vi.waitFor(() => expect(errors).toHaveLength(1));
    clock.advance(SWEEP_MS - 1);
    await settled();
    expect(attempts).toBe(1);
    clock.advance(1);
    await vi.waitFor(() => expect(attempts).toBe(2));
    await vi.waitFor(() => expect(errors).toHaveLength(2));
    clock.advance(SWEEP_MS);
    await vi.waitFor(async () => expect(await queued()).toEqual([]));
    expect(attempts).toBe(3);
  });

  it("does not count a sweep during an attempt that then fails as a chance for the next", async () => {
    let attempts = 0;
    let fail: (() => void) | undefined;
    await enqueue("a");
    const choose = () => () => {
      attempts += 1;
      return new Promise<void>((_, reject) => {
        fail = () => reject(new Error("Slow, and then nothing."));
      });
    };
    await work({ choose });
    await vi.waitFor(() => expect(fail).toBeDefined());
    clock.advance(SWEEP_MS);
    fail?.();
    await settled();
    expect(errors).toHaveLength(1);
    expect(attempts).toBe(1);
    clock.advance(SWEEP_MS);
    await vi.waitFor(() => expect(attempts).toBe(2));
    fail?.();
  });

  it("survives an attempt that throws before it has begun to wait", async () => {
    let attempts = 0;
    await enqueue("a");
    const choose = (): Attempt => () => {
      attempts += 1;
      throw new Error("At once.");
    };
    await work({ concurrency: 1, choose });
    await vi.waitFor(() => expect(errors).toHaveLength(1));
    clock.advance(SWEEP_MS);
    await vi.waitFor(() => expect(attempts).toBe(2));
  });

  it("does not begin a task again while it is at it, however often the board changes", async () => {
    let begun = 0;
    let finish = () => {};
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    await enqueue("a");
    const choose = (task: Task) => async () => {
      begun += 1;
      await finished;
      await take(task)();
    };
    await work({ choose });
    await enqueue("a"); // The same again: refused, and nothing changes.
    await state.transact((tx) => tx.put(keyspace.task("greetings", "a"), aTask("a")));
    clock.advance(3 * SWEEP_MS);
    await settled();
    expect(begun).toBe(1);
    finish();
    await vi.waitFor(async () => expect(await queued()).toEqual([]));
  });

  it("does again a task that was enqueued anew in the commit that completed it", async () => {
    let attempts = 0;
    await enqueue("daily");
    const choose = (task: Task) => async () => {
      await state.transact((tx) => {
        if (!takeTask(tx, task).ok) return;
        attempts += 1;
        if (attempts < 4) enqueueTask(tx, aTask("daily"));
      });
    };
    await work({ choose });
    await vi.waitFor(() => expect(attempts).toBe(4));
    expect(await queued()).toEqual([]);
  });

  it("does not begin before the delay is over", async () => {
    const done: string[] = [];
    await enqueue("later", { delayMs: 5_000 });
    await work({ choose: (task) => take(task, done) });
    clock.advance(4_999);
    await settled();
    expect(done).toEqual([]);
    clock.advance(1);
    await vi.waitFor(() => expect(done).toEqual(["later"]));
  });

  it("takes over from one that died with the task claimed", async () => {
    const done: string[] = [];
    const ref = { queue: "greetings", id: "a" };
    await enqueue("a");
    await other.transact((tx) => claimTask(tx, ref, { worker: "dead", forMs: 3_000 }));
    await work({
      choose: (task) => async () => {
        await state.transact((tx) => {
          const claim = claimTask(tx, task, { worker: "worker/1", forMs: 3_000 });
          if (claim.ok && completeTask(tx, claim).ok) done.push(task.id);
        });
      },
    });
    clock.advance(2_999);
    await settled();
    expect(done).toEqual([]);
    clock.advance(1);
    await vi.waitFor(() => expect(done).toEqual(["a"]));
  });

  it("does not mind a task that is gone before it begins", async () => {
    await enqueue("a");
    await work({
      choose: (task) => async () => {
        await other.transact((tx) => dropTask(tx, task));
        await take(task)();
      },
    });
    await vi.waitFor(async () => expect(await queued()).toEqual([]));
    await settled();
    expect(errors).toEqual([]);
  });
});

it("two workers on one queue do each task once between them", async () => {
  const done: string[] = [];
  await work({ choose: (task) => take(task, done) });
  await work({ choose: (task) => take(task, done, other) }, other);
  const ids = Array.from({ length: 60 }, (_, index) => `task-${index}`);
  await Promise.all(ids.map((id) => enqueue(id)));
  await vi.waitFor(async () => expect(await queued()).toEqual([]));
  await settled();
  expect(done.sort()).toEqual(ids.sort());
});

describe("a worker that is drained", () => {
  it("waits for what is under way, and begins nothing new", async () => {
    const begun: string[] = [];
    let finish = () => {};
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    await enqueue("a", { now: 1 });
    await enqueue("b", { now: 2 });
    const choose = (task: Task) => async () => {
      begun.push(task.id);
      await finished;
      await take(task)();
    };
    const worker = await work({ concurrency: 1, choose });
    await vi.waitFor(() => expect(begun).toEqual(["a"]));
    let drained = false;
    const draining = worker.drain().then(() => {
      drained = true;
    });
    await enqueue("c");
    clock.advance(SWEEP_MS);
    await settled();
    expect(drained).toBe(false);
    finish();
    await draining;
    expect(begun).toEqual(["a"]);
    expect(await queued()).toEqual(["b", "c"]);
  });

  it("waits also for what then fails, and says so", async () => {
    let fail: (() => void) | undefined;
    await enqueue("a");
    const choose = () => () =>
      new Promise<void>((_, reject) => {
        fail = () => reject(new Error("Too late."));
      });
    const worker = await work({ choose });
    await vi.waitFor(() => expect(fail).toBeDefined());
    const draining = worker.drain();
    fail?.();
    await draining;
    expect(errors).toHaveLength(1);
  });

  it("has nothing left to do, and may be drained again", async () => {
    const worker = await work({ choose: (task) => take(task) });
    await worker.drain();
    await worker.drain();
    await enqueue("late");
    clock.advance(2 * SWEEP_MS);
    await settled();
    expect(await queued()).toEqual(["late"]);
  });
});

async function work(
  options: Pick<WorkerOptions, "choose" | "onTask"> & { concurrency?: number },
  on: SharedState = state,
): Promise<Worker> {
  const onError = (error: unknown) => errors.push(error);
  const worker = await startWorker(on, {
    queue: "greetings",
    concurrency: 10,
    onError,
    ...options,
  });
  workers.push(worker);
  return worker;
}

/** An attempt that takes the task, and notes that it was the one who did. */
function take(task: Task, done: string[] = [], on: SharedState = state): Attempt {
  return async () => {
    const { value } = await on.transact((tx) => takeTask(tx, task));
    if (value.ok) done.push(task.id);
  };
}

async function enqueue(id: string, changes: Partial<NewTask> = {}): Promise<void> {
  await other.transact((tx) => enqueueTask(tx, { ...aTask(id), ...changes }));
}

function aTask(id: string) {
  return { queue: "greetings", id, kind: "greet", payload: {}, now: 1 };
}

async function queued(): Promise<string[]> {
  const prefix = keyspace.queue("greetings");
  const entries = await state.read((snapshot) => snapshot.range({ prefix }));
  return entries.filter(({ key }) => key.length === 3).map(({ key }) => String(key[2]));
}

/** Lets happen whatever can happen without time passing. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
}
