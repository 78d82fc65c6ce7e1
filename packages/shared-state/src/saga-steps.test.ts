import { beforeEach, describe, expect, it } from "vitest";
import { keysUnder, memoryState } from "../testing/memory-state.ts";
import { book, CLAIM_MS, DEADLINE_MS, SagaOffice } from "../testing/saga-office.ts";
import { afterPivot, defineSaga, pivot, step } from "./saga-definition.ts";
import { failStep, performStep, type StepContext } from "./saga-steps.ts";
import { replayDeadLetter } from "./tasks.ts";

/** The partner and the mail are outside. */
const bookWithPartner = defineSaga("book", { version: 1, deadlineMs: DEADLINE_MS }, [
  step("ask-partner", { by: "partner", external: true }),
  pivot("confirm", { by: "rooms" }),
  afterPivot("invite", { by: "mail", external: true }),
]);
const refusal = { ok: false, reason: "taken" } as const;
let office: SagaOffice;

const leftovers = async () => [
  ...(await keysUnder(office.world.engine, ["task"])),
  ...(await keysUnder(office.world.engine, ["dead-letter"])),
  ...(await keysUnder(office.world.engine, ["open-saga"])),
];
const deadLetters = () => keysUnder(office.world.engine, ["dead-letter"]);
const replay = (queue: string, id: string) =>
  office.world.run((tx) => replayDeadLetter(tx, { queue, id, now: 0 }));

async function work(...steps: string[]): Promise<void> {
  for (const name of steps) {
    const task = await office.next();
    expect(task.payload.step).toBe(name);
    await office.work(task);
  }
}

/** Fails at the only task so often that it is given up, waiting out each delay. */
async function failUntilGivenUp(attempts: number): Promise<void> {
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const task = await office.next();
    expect(task.failures).toBe(attempt - 1);
    await office.work(task);
    if (attempt < attempts) office.world.clock.advance(100 * 2 ** (attempt - 1));
  }
}

async function claim() {
  const claimed = await office.claim(await office.next());
  if (!claimed.ok) throw new Error(claimed.reason);
  return claimed;
}

describe("a step in this state", () => {
  beforeEach(async () => {
    office = new SagaOffice(memoryState({ reaping: true }));
    await office.start("s1");
  });

  it("is performed by exactly one of two workers who race for it", async () => {
    const task = await office.next();
    const both = await Promise.all([office.work(task, "w1"), office.work(task, "w2")]);
    expect(both).toMatchObject([{ ok: true }, { ok: false, reason: "task-gone" }]);
    expect(office.done).toEqual(["hold-room"]);
    expect((await office.saga("s1")).journal.at(-1)).toMatchObject({ by: "w1" });
  });

  it("is told what it needs: the saga, its input, earlier results and the time", async () => {
    await work("hold-room");
    let told: StepContext<{ room: string }> | undefined;
    const perform = (_tx: unknown, context: StepContext<{ room: string }>) => {
      told = context;
      return { ok: true as const };
    };
    const task = await office.next();
    await office.world.run((tx) => performStep(tx, book, { perform }, task, { by: "w1", now: 77 }));
    expect(told).toMatchObject({
      ...{ now: 77, input: {}, results: { "hold-room": "result of hold-room" } },
      saga: { id: "s1", current: "hold-people" },
    });
  });

  it("that throws leaves nothing, waits, and then is tried again", async () => {
    office.behaviours.set("hold-room", "throw");
    await work("hold-room");
    expect(await office.effects("s1")).toEqual([]);
    expect(await office.available()).toEqual([]);
    office.behaviours.clear();
    office.world.clock.advance(100);
    await office.workAll();
    expect(await office.saga("s1")).toMatchObject({ state: "completed" });
  });

  it.each(["hold-people", "confirm"])(
    "that throws too often counts as refused: %s",
    async (name) => {
      const patient = defineSaga("book", { version: 1, deadlineMs: 1_000_000 }, book.steps);
      office = new SagaOffice(memoryState(), patient);
      await office.start("s1");
      while ((await office.next()).payload.step !== name) await office.work(await office.next());
      office.behaviours.set(name, "throw");
      await failUntilGivenUp(5);
      expect(await deadLetters()).toEqual([]);
      await office.workAll();
      const saga = await office.saga("s1");
      expect(saga).toMatchObject({
        ...{ state: "compensated", failure: { step: name, reason: "step-failed" } },
      });
      expect(saga).not.toHaveProperty("attention");
      expect(saga.journal).toContainEqual(expect.objectContaining({ step: name, did: "gave-up" }));
      expect(await office.effects("s1")).toEqual([]);
      expect(await leftovers()).toEqual([]);
    },
  );

  it("after the pivot that throws too often waits for a person, whose replay completes it", async () => {
    await work("hold-room", "hold-people", "confirm");
    office.behaviours.set("invite", "throw");
    await failUntilGivenUp(5);
    expect(await office.saga("s1")).toMatchObject({
      ...{ state: "running", current: "invite", attention: { step: "invite" } },
    });
    expect(await office.available()).toEqual([]);
    expect(await office.start("s2")).toMatchObject({ reason: "subject-busy" });
    office.behaviours.clear();
    expect(await replay("people", "s1/invite")).toEqual({ ok: true });
    await work("invite");
    expect(await office.saga("s1")).toMatchObject({ state: "completed" });
    expect(await office.saga("s1")).not.toHaveProperty("attention");
    expect(await office.effects("s1")).toHaveLength(4);
    expect(await leftovers()).toEqual([]);
  });

  it("after the pivot cannot be refused: that counts as a failure", async () => {
    await work("hold-room", "hold-people", "confirm");
    office.behaviours.set("invite", refusal);
    await failUntilGivenUp(5);
    expect(await office.saga("s1")).toMatchObject({ state: "running", attention: {} });
    office.behaviours.clear();
    await replay("people", "s1/invite");
    await work("invite");
    expect(await office.saga("s1")).toMatchObject({ state: "completed" });
  });

  it("whose compensation throws too often waits for a person, whose replay ends it", async () => {
    office.behaviours.set("hold-people", refusal);
    office.behaviours.set("undo hold-room", "throw");
    await work("hold-room", "hold-people", "hold-people");
    await failUntilGivenUp(10);
    expect(await office.saga("s1")).toMatchObject({
      ...{ state: "compensating", attention: { step: "hold-room" }, owed: ["hold-room"] },
    });
    expect(await office.stop("s1")).toMatchObject({ reason: "already-compensating" });
    office.behaviours.clear();
    await replay("rooms", "s1/hold-room/undo");
    await work("hold-room");
    const saga = await office.saga("s1");
    expect(saga).toMatchObject({ state: "compensated", owed: [] });
    expect(saga).not.toHaveProperty("attention");
    expect(await leftovers()).toEqual([]);
  });

  it("that is done by now is not failed by who was slower", async () => {
    const task = await office.next();
    await office.work(task);
    const failure = { ...office.acting(), error: "late" };
    const late = await office.world.run((tx) => failStep(tx, book, task, failure));
    expect(late).toMatchObject({ ok: false, reason: "task-gone" });
    expect(await office.saga("s1")).toMatchObject({ state: "running", current: "hold-people" });
  });

  it("that arrives after its own compensation is refused", async () => {
    const late = await office.next();
    await office.stop("s1");
    await work("hold-room");
    expect(await office.work(late)).toMatchObject({ ok: false, reason: "task-gone" });
    const failure = { ...office.acting(), error: "late" };
    const failed = await office.world.run((tx) => failStep(tx, book, late, failure));
    expect(failed).toMatchObject({ ok: false, reason: "task-gone" });
    expect(await office.effects("s1")).toEqual([]);
    expect(await office.saga("s1")).toMatchObject({ state: "compensated" });
  });
});

describe("an external step", () => {
  beforeEach(async () => {
    office = new SagaOffice(memoryState(), bookWithPartner);
    await office.start("s1");
  });

  it("is done under a claim, which keeps the others away", async () => {
    const claimed = await claim();
    expect(await office.available()).toEqual([]);
    expect(await office.claim(claimed.task)).toMatchObject({ reason: "task-claimed" });
    expect(await office.record(claimed, office.act(claimed.task))).toMatchObject({ ok: true });
    expect(await office.effects("s1")).toEqual(["ask-partner"]);
    await office.workAll();
    expect(await office.saga("s1")).toMatchObject({ state: "completed" });
    expect(await leftovers()).toEqual([]);
  });

  it("of a worker that died is done by another, and recorded once", async () => {
    const dead = await claim();
    const outcome = office.act(dead.task);
    office.world.clock.advance(CLAIM_MS);
    expect(await office.record(dead, outcome)).toMatchObject({ reason: "claim-lost" });
    const heir = await claim();
    expect(heir.task.incarnation).toBe(2);
    expect(await office.record(dead, outcome)).toMatchObject({ reason: "claim-lost" });
    expect(await office.record(dead, refusal)).toMatchObject({ reason: "claim-lost" });
    expect(await office.record(dead, "throw")).toMatchObject({ reason: "task-gone" });
    expect(await office.record(heir, office.act(heir.task))).toMatchObject({ ok: true });
    expect(await office.record(heir, refusal)).toMatchObject({ reason: "claim-lost" });
    expect(await office.saga("s1")).toMatchObject({ current: "confirm", state: "running" });
  });

  it("that is claimed when its saga is stopped cannot be recorded, nor failed, and is undone", async () => {
    const claimed = await claim();
    await office.stop("s1");
    const undo = await claim();
    expect(undo.task.kind).toBe("saga-compensation");
    expect(await office.record(claimed, office.act(claimed.task))).toMatchObject({
      reason: "claim-lost",
    });
    expect(await office.record(claimed, "throw")).toMatchObject({ reason: "task-gone" });
    expect(await office.record(undo, office.act(undo.task))).toMatchObject({ ok: true });
    expect(await office.saga("s1")).toMatchObject({ state: "compensated" });
    expect(await office.effects("s1")).toEqual([]);
    expect(await leftovers()).toEqual([]);
  });

  it("that acts after it was undone has no effect, where the other side keeps its part", async () => {
    const late = await claim();
    await office.stop("s1");
    await office.workAll();
    office.act(late.task);
    expect(await office.effects("s1")).toEqual([]);
  });

  it("that is refused is undone, as if it might have happened", async () => {
    office.behaviours.set("ask-partner", refusal);
    await office.workAll();
    expect(office.done).toEqual(["ask-partner", "undo ask-partner"]);
    expect(await office.saga("s1")).toMatchObject({ failure: { reason: "taken" } });
    expect(await leftovers()).toEqual([]);
  });

  it("whose compensation loses its claim is undone by another, once", async () => {
    await office.stop("s1");
    const dead = await claim();
    office.world.clock.advance(CLAIM_MS);
    const heir = await claim();
    expect(await office.record(dead, undefined)).toMatchObject({ reason: "claim-lost" });
    expect(await office.record(heir, office.act(heir.task))).toMatchObject({ ok: true });
    expect(await office.record(heir, undefined)).toMatchObject({ reason: "claim-lost" });
    expect(await office.saga("s1")).toMatchObject({ state: "compensated" });
  });

  it("that failed gives up its claim, and cannot be recorded by it any more", async () => {
    const claimed = await claim();
    await office.record(claimed, "throw");
    expect(await office.record(claimed, undefined)).toMatchObject({ reason: "claim-lost" });
    expect(await office.available()).toEqual([]);
    office.world.clock.advance(100);
    await office.workAll();
    expect(await office.saga("s1")).toMatchObject({ state: "completed" });
  });
});
