import { createMemoryStore, memoryEngine } from "@holdfast/engine-memory";
import {
  afterPivot,
  DEADLINE_QUEUE,
  defineSaga,
  type ExternalStepHandler,
  granted,
  keyspace,
  openSharedState,
  pivot,
  refused,
  type Saga,
  type SagaTaskPayload,
  type SharedState,
  type StepHandler,
  step,
  type Task,
} from "@holdfast/shared-state";
import { ManualClock } from "@holdfast/shared-state/engine";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { attemptSagaTask, type ServedSaga, serve } from "./serve.ts";
import { TIMING } from "./timing.ts";
import type { Attempt } from "./worker.ts";

const DEADLINE_MS = 10_000;
const options = { version: 1, deadlineMs: DEADLINE_MS };
const trip = defineSaga("trip", options, [
  step("seat", { by: "rail" }),
  step("bed", { by: "hotel", external: true }),
  pivot("pay", { by: "bank" }),
  afterPivot("card", { by: "post", external: true }),
]);
const nextTrip = defineSaga("trip", { ...options, version: 2 }, trip.steps);

const done: StepHandler = { perform: () => granted({}), compensate() {} };
const doneOutside: ExternalStepHandler = {
  performExternally: async () => granted({}),
  async compensateExternally() {},
};

let clock: ManualClock;
let state: SharedState;

beforeEach(() => {
  clock = new ManualClock();
  const engine = memoryEngine({ store: createMemoryStore(), clock });
  state = openSharedState({ engine, actor: "agent/1" });
});
afterEach(() => state.close());

describe("an agent is refused", () => {
  it("without a handler for a step of its own", () => {
    expect(() => serve(trip, "rail", {})).toThrow("seat");
    expect(() => serve(trip, "bank", { seat: done })).toThrow("pay");
    expect(() => serve(trip, "post", {})).toThrow("card");
  });

  it("when a step before the pivot cannot be undone", () => {
    const { perform } = done;
    expect(() => serve(trip, "rail", { seat: { perform } })).toThrow("seat");
    const { performExternally } = doneOutside;
    expect(() => serve(trip, "hotel", { bed: { performExternally } })).toThrow("bed");
  });

  it("when it would do in a transaction what is outside the store, or the other way round", () => {
    expect(() => serve(trip, "hotel", { bed: done })).toThrow("bed");
    expect(() => serve(trip, "bank", { pay: doneOutside })).toThrow("pay");
  });

  it("also when a handler's name is one that every object has", () => {
    const odd = defineSaga("odd", options, [pivot("constructor", { by: "bank" })]);
    expect(() => serve(odd, "bank", {})).toThrow("constructor");
  });
});

describe("an agent may serve", () => {
  it("pivots, and steps after them, that nothing undoes", () => {
    serve(trip, "bank", { pay: { perform: () => granted({}) } });
    serve(trip, "post", { card: { performExternally: async () => granted({}) } });
  });

  it("a saga in which it has no step, for the sake of its deadline", () => {
    expect(serve(trip, "weather", {}).definition).toBe(trip);
  });
});

describe("left to another worker is a task", () => {
  const rail = serve(trip, "rail", { seat: done });
  const payload: SagaTaskPayload = { saga: "t1", definition: "trip", version: 1, step: "seat" };

  it.each([
    ["of a saga that this agent does not know", { definition: "cruise" }],
    ["of a later version", { version: 2 }],
    ["of another agent's step", { step: "bed" }],
    ["of no step at all", { step: "" }],
  ])("%s", (_what, changes) => {
    for (const kind of ["saga-step", "saga-compensation"]) {
      const task = aTask({ kind, payload: { ...payload, ...changes } });
      expect(attemptSagaTask(state, [rail], task)).toBeUndefined();
    }
  });

  it("of another kind", () => {
    const task = aTask({ kind: "send-mail", payload });
    expect(attemptSagaTask(state, [rail], task)).toBeUndefined();
  });

  it("that is the deadline of a saga, or of a version, that it does not know", () => {
    const of = (changes: Partial<SagaTaskPayload>) =>
      aTask({ kind: "saga-deadline", payload: { ...payload, step: "", ...changes } });
    expect(attemptSagaTask(state, [rail], of({}))).toBeDefined();
    expect(attemptSagaTask(state, [rail], of({ version: 2 }))).toBeUndefined();
    expect(attemptSagaTask(state, [rail], of({ definition: "cruise" }))).toBeUndefined();
  });

  it("unless it serves both versions: then each is done by its own handlers", async () => {
    const seen: string[] = [];
    const handler = (version: string): StepHandler => ({
      ...done,
      perform: () => {
        seen.push(version);
        return granted({});
      },
    });
    const both = [
      serve(trip, "rail", { seat: handler("old") }),
      serve(nextTrip, "rail", { seat: handler("new") }),
    ];
    await state.sagas.start(trip, { id: "t1", subject: "t1", input: {} });
    await state.sagas.start(nextTrip, { id: "t2", subject: "t2", input: {} });
    await attemptOf("rail", both, "t2/seat")();
    await attemptOf("rail", both, "t1/seat")();
    expect(seen).toEqual(["new", "old"]);
  });
});

describe("a step inside the store", () => {
  beforeEach(() => start());

  it("is done in the commit that enqueues the next one, and only once", async () => {
    const perform = vi.fn(() => granted({ result: "5A" }));
    const served = [serve(trip, "rail", { seat: { ...done, perform } })];
    const attempts = [attemptOf("rail", served), attemptOf("rail", served)];
    await Promise.all(attempts.map((attempt) => attempt()));
    expect(perform).toHaveBeenCalledTimes(1);
    expect((await saga()).results).toEqual({ seat: "5A" });
    expect(await queued("hotel")).toEqual(["t1/bed"]);
  });

  it("that throws is heard of, leaves nothing behind, and is tried again after a while", async () => {
    const key = ["seat taken"];
    const served = [
      serve(trip, "rail", {
        seat: {
          ...done,
          perform(tx) {
            tx.put(key, true);
            throw new Error("No train.");
          },
        },
      }),
    ];
    await expect(attemptOf("rail", served)()).rejects.toThrow("No train.");
    expect((await task("rail", "t1/seat")).failures).toBe(1);
    expect(await state.read((snapshot) => snapshot.get(key))).toBeUndefined();

    await attemptOf("rail", served)(); // Its delay is not over: nothing happens.
    expect((await task("rail", "t1/seat")).failures).toBe(1);
    clock.advance(1_000);
    await expect(attemptOf("rail", served)()).rejects.toThrow();
    expect((await task("rail", "t1/seat")).failures).toBe(2);
  });

  it("that keeps throwing counts as refused, and everything is undone", async () => {
    const throwing: StepHandler = {
      ...done,
      perform() {
        throw new Error("No train.");
      },
    };
    const served = [serve(trip, "rail", { seat: throwing })];
    for (let attempt = 1; attempt <= 5; attempt++) {
      await expect(attemptOf("rail", served)()).rejects.toThrow();
      clock.advance(2_000);
    }
    expect((await saga()).failure).toMatchObject({ step: "seat", reason: "step-failed" });
    await attemptOf("rail", served, "t1/seat/undo", "saga-compensation")();
    expect((await saga()).state).toBe("compensated");
  });

  it("that is refused is undone by its own compensation", async () => {
    const compensate = vi.fn();
    const perform = () => refused("full", { detail: { coach: 5 } });
    const served = [serve(trip, "rail", { seat: { perform, compensate } })];
    await attemptOf("rail", served)();
    expect((await saga()).failure).toEqual({ step: "seat", reason: "full", detail: { coach: 5 } });
    await attemptOf("rail", served, "t1/seat/undo", "saga-compensation")();
    expect(compensate).toHaveBeenCalledTimes(1);
    expect((await saga()).state).toBe("compensated");
  });

  it("is told the time and the input, and reads no clock of its own", async () => {
    const perform = vi.fn<StepHandler["perform"]>(() => granted({}));
    await attemptOf("rail", [serve(trip, "rail", { seat: { ...done, perform } })])();
    const [, context] = perform.mock.calls[0]!;
    expect(context).toMatchObject({ input: { to: "Paris" }, results: {}, now: clock.wallMs() });
  });
});

describe("a step outside the store", () => {
  const rail = serve(trip, "rail", { seat: done });
  beforeEach(async () => {
    await start();
    await attemptOf("rail", [rail])();
  });

  it("is recorded when it is done, and has the same key on every retry", async () => {
    const keys: string[] = [];
    const hotel = hotelWith(async ({ idempotencyKey }) => {
      keys.push(idempotencyKey);
      if (keys.length === 1) throw new Error("Busy line.");
      return granted({ result: "room 12" });
    });
    await expect(attemptOf("hotel", [hotel])()).rejects.toThrow("Busy line.");
    clock.advance(1_000);
    await attemptOf("hotel", [hotel])();
    expect((await saga()).results).toEqual({ seat: null, bed: "room 12" });
    expect(new Set(keys).size).toBe(1);
    expect(keys).toHaveLength(2);
  });

  it("is not begun while another is at it", async () => {
    let answer = () => {};
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const performs = vi.fn(async () => {
      await answered;
      return granted({});
    });
    const hotel = hotelWith(performs);
    const first = attemptOf("hotel", [hotel])();
    await vi.waitFor(() => expect(performs).toHaveBeenCalledTimes(1));
    await attemptOf("hotel", [hotel])();
    expect(performs).toHaveBeenCalledTimes(1);
    answer();
    await first;
    expect(await queued("bank")).toEqual(["t1/pay"]);
  });

  it("that loses its claim is told to stop, and what it still says is not recorded", async () => {
    const told = vi.fn();
    let answer: (() => void) | undefined;
    const hotel = hotelWith(async ({ signal }) => {
      signal.addEventListener("abort", told);
      await new Promise<void>((resolve) => {
        answer = resolve;
      });
      return granted({ result: "too late" });
    });
    const attempt = attemptOf("hotel", [hotel])();
    await vi.waitFor(() => expect(answer).toBeDefined());
    clock.advance(TIMING.claimLeaseMs); // It was paused for so long.
    await vi.waitFor(() => expect(told).toHaveBeenCalled());

    const quicker = hotelWith(async () => granted({ result: "room 7" }));
    await attemptOf("hotel", [quicker])();
    answer?.();
    await attempt;
    expect((await saga()).results).toEqual({ seat: null, bed: "room 7" });
  });

  it("is undone outside the store too, when the saga is", async () => {
    const compensateExternally = vi.fn(async () => {});
    const performExternally = async () => refused("full");
    const hotel = serve(trip, "hotel", { bed: { performExternally, compensateExternally } });
    await attemptOf("hotel", [hotel])();
    await attemptOf("hotel", [hotel], "t1/bed/undo", "saga-compensation")();
    expect(compensateExternally).toHaveBeenCalledTimes(1);
    expect(await queued("rail")).toEqual(["t1/seat/undo"]);
  });

  function hotelWith(performExternally: ExternalStepHandler["performExternally"]): ServedSaga {
    return serve(trip, "hotel", { bed: { ...doneOutside, performExternally } });
  }
});

describe("a deadline", () => {
  it("that has passed is served by any agent that knows the saga", async () => {
    await start();
    const deadline = attemptOf(DEADLINE_QUEUE, [serve(trip, "weather", {})], "t1", "saga-deadline");
    await deadline();
    expect((await saga()).state).toBe("running"); // Not yet.
    clock.advance(DEADLINE_MS);
    await deadline();
    expect(await saga()).toMatchObject({
      ...{ state: "compensating", failure: { reason: "deadline-passed", step: "seat" } },
    });
  });
});

function start() {
  return state.sagas.start(trip, { id: "t1", subject: "t1", input: { to: "Paris" } });
}

async function saga(): Promise<Saga> {
  return (await state.sagas.get("t1"))!;
}

/** As a worker would, of the task that is queued now. */
function attemptOf(
  queue: string,
  served: readonly ServedSaga[],
  id = `t1/${queue === "rail" ? "seat" : "bed"}`,
  kind = "saga-step",
): Attempt {
  return async () => {
    const stored = await state.read((snapshot) =>
      snapshot.get<Task<SagaTaskPayload>>(keyspace.task(queue, id)),
    );
    if (!stored) return;
    expect(stored.kind).toBe(kind);
    const attempt = attemptSagaTask(state, served, stored);
    if (!attempt) throw new Error(`Nobody serves ${id}.`);
    await attempt();
  };
}

function aTask({ kind, payload }: { kind: string; payload: SagaTaskPayload }) {
  const task: Task<SagaTaskPayload> = {
    ...{ queue: "rail", id: "t1/seat", kind, payload, failures: 0, attemptsMax: 5 },
    ...{ incarnation: 0, enqueuedAt: 1 },
  };
  return task;
}

function task(queue: string, id: string): Promise<Task> {
  return state.read(async (snapshot) => (await snapshot.get<Task>(keyspace.task(queue, id)))!);
}

async function queued(queue: string): Promise<string[]> {
  const entries = await state.read((snapshot) => snapshot.range({ prefix: keyspace.queue(queue) }));
  return entries.filter(({ key }) => key.length === 3).map(({ key }) => String(key[2]));
}
