/**
 * Tasks in random runs, beside the plainest model that there could be: what is in the queue, who has
 * it until when, and an order. Workers come back with claims that they lost long ago; the feed of a
 * task board is held up for so long that it misses commits. After each step, everybody who looks sees
 * what the model says.
 */

import fc from "fast-check";
import { expect, it } from "vitest";
import { memoryState, settle, type TestState } from "../testing/memory-state.ts";
import type { ClaimedTask } from "./claims.ts";
import { TaskBoard } from "./task-board.ts";
import { readTasks, type TaskState } from "./task-status.ts";
import { backoffMs, dropTask, takeTask } from "./tasks.ts";

const queue = "mail";
const ATTEMPTS_MAX = 2;

interface ModelTask {
  readonly priority: number;
  readonly enqueuedAt: number;
  readonly lane: string | undefined;
  delayedUntil: number;
  failures: number;
  claim?: { readonly lease: string; until: number };
}

type Step =
  | { do: "enqueue"; id: string; priority: number; lane?: string | undefined; delayMs: number }
  | { do: "claim" | "take" | "drop"; id: string; forMs: number }
  | { do: "complete" | "fail" | "release" | "renew" | "progress"; claim: number; forMs: number }
  | { do: "pass"; ms: number }
  | { do: "hold up the feed" | "let the feed go" };

const id = fc.constantFrom("t1", "t2", "t3", "t4", "t5", "t6");
const forMs = fc.integer({ min: 10, max: 80 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("enqueue"),
      id,
      priority: fc.integer({ min: -1, max: 1 }),
      lane: fc.option(fc.constantFrom("l1", "l2"), { nil: undefined }),
      delayMs: fc.constantFrom(0, 0, 0, 10, 40),
    }),
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constant("claim"), id, forMs }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom("take", "drop"), id, forMs }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom("complete", "fail", "release", "renew", "progress"),
      claim: fc.nat(),
      forMs,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("pass"), ms: fc.integer({ min: 1, max: 60 }) }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("hold up the feed") }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("let the feed go") }) },
);

it("random runs agree with a list of who has what, in one order, on a board with gaps too", async () => {
  let gaps = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40, size: "max" }), async (steps) => {
      const world = memoryState({ retention: { commits: 2 } });
      const feed = holdUpFeeds(world, () => {
        gaps += 1;
      });
      const board = new TaskBoard(world.engine, queue);
      const run = new Run(world);
      const failures: unknown[] = [];
      await board.open({ changed: () => {}, failed: (error) => failures.push(error) });
      for (const each of [...steps, { do: "let the feed go" } as const]) {
        if (each.do === "hold up the feed") feed.hold();
        else if (each.do === "let the feed go") feed.release();
        else await run.take(each);
        await run.check();
        if (feed.isHeld()) continue;
        await settle();
        expect(board.available().map(({ task }) => task.id)).toEqual(run.available());
      }
      await board.close();
      await world.engine.close();
      expect(failures).toEqual([]);
    }),
    { numRuns: 150 },
  );
  expect(gaps).toBeGreaterThan(10);
});

class Run {
  readonly #world: TestState;
  readonly #tasks = new Map<string, ModelTask>();
  /** In the order in which they were enqueued. */
  readonly #lanes = new Map<string, string[]>();
  /** Every claim there ever was; most of them are lost. */
  readonly #claims: ClaimedTask[] = [];

  constructor(world: TestState) {
    this.#world = world;
  }

  get #now(): number {
    return this.#world.clock.wallMs();
  }

  async take(step: Step): Promise<void> {
    const { state, clock } = this.#world;
    switch (step.do) {
      case "enqueue": {
        const { id, priority, lane, delayMs } = step;
        const task = { queue, id, kind: "send", payload: 1, attemptsMax: ATTEMPTS_MAX, priority };
        const laned = lane === undefined ? {} : { lane };
        const enqueued = await state.tasks.enqueue({ ...task, ...laned, delayMs });
        expect(enqueued.ok).toBe(!this.#tasks.has(id));
        if (enqueued.ok) this.#enqueue(step);
        return;
      }
      case "claim": {
        const expected = this.#state(step.id) === "available";
        const claimed = await state.tasks.claim({ queue, id: step.id }, { forMs: step.forMs });
        expect(claimed.ok).toBe(expected);
        if (!claimed.ok) return;
        this.#claims.push(claimed);
        const claim = { lease: claimed.lease, until: this.#now + step.forMs };
        this.#tasks.get(step.id)!.claim = claim;
        return;
      }
      case "take": {
        const expected = this.#state(step.id) === "available";
        const taken = await this.#world.run((tx) => takeTask(tx, { queue, id: step.id }));
        expect(taken.ok).toBe(expected);
        if (taken.ok) this.#remove(step.id);
        return;
      }
      case "drop":
        await this.#world.run((tx) => dropTask(tx, { queue, id: step.id }));
        return this.#remove(step.id);
      case "pass":
        clock.advance(step.ms);
        await settle();
        return;
      case "hold up the feed":
      case "let the feed go":
        return;
      default:
        return this.#comeBack(step);
    }
  }

  /** A worker does something under a claim that it has, or believes that it has. */
  async #comeBack(step: Extract<Step, { claim: number }>): Promise<void> {
    if (this.#claims.length === 0) return;
    const claimed = this.#claims[step.claim % this.#claims.length]!;
    const { tasks } = this.#world.state;
    const { id } = claimed.task;
    const task = this.#tasks.get(id);
    const stands = task?.claim?.lease === claimed.lease && task.claim.until > this.#now;
    const act = {
      complete: () => tasks.complete(claimed),
      fail: () => tasks.fail(claimed, { error: "broken" }),
      release: () => tasks.release(claimed),
      renew: () => tasks.renew(claimed, { forMs: step.forMs }),
      progress: () => tasks.progress(claimed, { done: 1 }),
    }[step.do];
    const outcome = await act();
    expect(outcome).toMatchObject(stands ? { ok: true } : { ok: false, reason: "claim-lost" });
    if (!stands) return;
    if (step.do === "complete") this.#remove(id);
    if (step.do === "release") delete task.claim;
    if (step.do === "renew") task.claim!.until = this.#now + step.forMs;
    if (step.do !== "fail") return;
    delete task.claim;
    task.failures += 1;
    if (task.failures === ATTEMPTS_MAX) return this.#remove(id);
    task.delayedUntil = this.#now + backoffMs(task.failures);
  }

  #enqueue({ id, priority, lane, delayMs }: Extract<Step, { do: "enqueue" }>): void {
    const enqueuedAt = this.#now;
    const delayedUntil = enqueuedAt + delayMs;
    this.#tasks.set(id, { priority, enqueuedAt, lane, delayedUntil, failures: 0 });
    if (lane) this.#lanes.set(lane, [...(this.#lanes.get(lane) ?? []), id]);
  }

  #remove(id: string): void {
    const lane = this.#tasks.get(id)?.lane;
    this.#tasks.delete(id);
    if (lane)
      this.#lanes.set(
        lane,
        this.#lanes.get(lane)!.filter((each) => each !== id),
      );
  }

  #state(id: string): TaskState | undefined {
    const task = this.#tasks.get(id);
    if (!task) return undefined;
    if (task.claim && task.claim.until > this.#now) return "claimed";
    if (task.delayedUntil > this.#now) return "delayed";
    return task.lane && this.#lanes.get(task.lane)![0] !== id ? "waiting" : "available";
  }

  #inOrder(): string[] {
    const rank = (id: string) => {
      const { priority, enqueuedAt } = this.#tasks.get(id)!;
      return [String(1 - priority), String(enqueuedAt).padStart(20, "0"), id].join(" ");
    };
    return [...this.#tasks.keys()].sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
  }

  available(): string[] {
    return this.#inOrder().filter((id) => this.#state(id) === "available");
  }

  async check(): Promise<void> {
    const { state } = this.#world;
    const statuses = await state.read((snapshot) => readTasks(snapshot, queue));
    const seen = statuses.map((status) => [status.task.id, status.state]);
    expect(seen).toEqual(this.#inOrder().map((id) => [id, this.#state(id)]));
  }
}

/** While it is held, a feed says nothing, and so falls behind what is retained. */
function holdUpFeeds({ engine }: TestState, onGap: () => void) {
  let released: Promise<void> | undefined;
  let release = () => {};
  const changesOf = engine.changes.bind(engine);
  engine.changes = (options) => {
    const feed = changesOf(options);
    const next = feed.next.bind(feed);
    feed.next = async () => {
      const item = await next();
      // Held after it was woken: what it says then is what it knew, and the next may be a gap.
      if (released) await released;
      if (item.value?.kind === "gap") onGap();
      return item;
    };
    return feed;
  };
  return {
    isHeld: () => released !== undefined,
    hold() {
      released ??= new Promise<void>((resolve) => {
        release = resolve;
      });
    },
    release() {
      release();
      released = undefined;
    },
  };
}
