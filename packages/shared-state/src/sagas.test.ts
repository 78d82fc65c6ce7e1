import { beforeEach, describe, expect, it } from "vitest";
import { keysUnder, memoryState } from "../testing/memory-state.ts";
import { book, DEADLINE_MS, SagaOffice } from "../testing/saga-office.ts";
import { afterPivot, defineSaga, pivot, step } from "./saga-definition.ts";
import { performStep } from "./saga-steps.ts";
import { getSaga, hasEnded, openSagaOn, requestStop, startSaga } from "./sagas.ts";

const refusal = { ok: false, reason: "taken", detail: "by bob" } as const;
let office: SagaOffice;
beforeEach(() => {
  office = new SagaOffice(memoryState());
});

const leftovers = async () => [
  ...(await keysUnder(office.world.engine, ["task"])),
  ...(await keysUnder(office.world.engine, ["dead-letter"])),
  ...(await keysUnder(office.world.engine, ["open-saga"])),
];
const openOn = (subject: string) => office.world.run((tx) => openSagaOn(tx, subject));

async function work(...steps: string[]): Promise<void> {
  for (const name of steps) {
    const task = await office.next();
    expect(task.payload.step).toBe(name);
    await office.work(task);
  }
}

describe("a saga", () => {
  it("goes from step to step and completes, with what each returned", async () => {
    const started = await office.start("s1", { input: { room: "turing" } });
    expect(started).toMatchObject({ ok: true, started: true, saga: { state: "running" } });
    await work("hold-room", "hold-people");
    expect(await office.saga("s1")).toMatchObject({ pastPivot: false, current: "confirm" });
    await work("confirm");
    expect(await office.saga("s1")).toMatchObject({ pastPivot: true, state: "running" });
    await work("invite");
    const saga = await office.saga("s1");
    expect(saga).toMatchObject({
      ...{ state: "completed", input: { room: "turing" }, startedBy: "ada" },
      results: { "hold-room": "result of hold-room", invite: "result of invite" },
    });
    expect([hasEnded(saga), "current" in saga, "failure" in saga]).toEqual([true, false, false]);
    expect(saga.journal.map(({ step, did }) => [step, did])).toEqual([
      [undefined, "started"],
      ["hold-room", "performed"],
      ["hold-people", "performed"],
      ["confirm", "performed"],
      ["invite", "performed"],
      [undefined, "ended"],
    ]);
    expect(await office.effects("s1")).toHaveLength(4);
    expect(await leftovers()).toEqual([]);
  });

  it.each([
    ["hold-room", ["undo hold-room"]],
    ["hold-people", ["undo hold-people", "undo hold-room"]],
    ["confirm", ["undo hold-people", "undo hold-room"]],
  ])("refused at %s is undone in reverse order, the refused step too", async (name, undone) => {
    office.behaviours.set(name, refusal);
    await office.start("s1");
    await office.workAll();
    expect(office.done.slice(office.done.indexOf(name) + 1)).toEqual(undone);
    expect(await office.saga("s1")).toMatchObject({
      ...{ state: "compensated", pastPivot: false, owed: [] },
      failure: { step: name, reason: "taken", detail: "by bob" },
    });
    expect(await office.effects("s1")).toEqual([]);
    expect(await leftovers()).toEqual([]);
  });

  it("of the pivot alone completes with it, or ends undone with nothing to undo", async () => {
    const note = defineSaga("note", { version: 1, deadlineMs: 500 }, [pivot("write", { by: "a" })]);
    office = new SagaOffice(memoryState(), note);
    await office.start("s1");
    await work("write");
    expect(await office.saga("s1")).toMatchObject({ state: "completed", pastPivot: true });
    office.behaviours.set("write", refusal);
    await office.start("s2");
    await work("write");
    expect(await office.saga("s2")).toMatchObject({
      state: "compensated",
      failure: { step: "write" },
    });
    expect(await leftovers()).toEqual([]);
  });
});

describe("starting", () => {
  it("twice with one id is one saga, also when it has ended", async () => {
    await office.start("s1", { input: 1 });
    expect(await office.start("s1", { input: 1 })).toMatchObject({ ok: true, started: false });
    expect(await office.available()).toHaveLength(1);
    await office.workAll();
    expect(await office.start("s1")).toMatchObject({ started: false, saga: { input: 1 } });
    expect(await leftovers()).toEqual([]);
  });

  it("two at once on a subject: the second learns which is open, until that has ended", async () => {
    const both = await Promise.all([office.start("s1"), office.start("s2")]);
    expect(both).toMatchObject([{ ok: true }, { reason: "subject-busy", openSaga: "s1" }]);
    expect(await office.start("s3", { subject: "m2" })).toMatchObject({ ok: true });
    expect(await openOn("m1")).toMatchObject({ id: "s1" });
    await office.workAll();
    expect(await openOn("m1")).toBeUndefined();
    expect(await office.start("s2")).toMatchObject({ ok: true, started: true });
  });

  it("is refused while the saga before is being undone", async () => {
    office.behaviours.set("hold-room", refusal);
    await office.start("s1");
    await work("hold-room");
    expect(await office.start("s2")).toMatchObject({ reason: "subject-busy" });
    await work("hold-room");
    expect(await office.start("s2")).toMatchObject({ ok: true });
  });
});

describe("the deadline", () => {
  it("undoes what precedes the pivot, not a millisecond early", async () => {
    await office.start("s1");
    await work("hold-room");
    office.world.clock.advance(DEADLINE_MS - 1);
    expect(await office.available()).toHaveLength(1);
    office.world.clock.advance(1);
    const [first, second] = await office.available();
    const deadline = [first!, second!].find(({ kind }) => kind === "saga-deadline")!;
    await office.work(deadline);
    await work("hold-people", "hold-room");
    expect(office.done).toEqual(["hold-room", "deadline", "undo hold-people", "undo hold-room"]);
    expect(await office.saga("s1")).toMatchObject({
      ...{ state: "compensated", failure: { step: "hold-people", reason: "deadline-passed" } },
    });
    expect(await office.effects("s1")).toEqual([]);
    expect(await leftovers()).toEqual([]);
  });

  it("and the pivot in one instant: whichever commits first wins, and the other does nothing", async () => {
    for (const first of ["saga-deadline", "saga-step"]) {
      office = new SagaOffice(memoryState());
      await office.start("s1");
      await work("hold-room", "hold-people");
      office.world.clock.advance(DEADLINE_MS);
      const tasks = await office.available();
      expect(tasks).toHaveLength(2);
      tasks.sort(({ kind }) => (kind === first ? -1 : 1));
      const both = await Promise.all(tasks.map((task) => office.work(task)));
      expect(both).toMatchObject([{ ok: true }, { reason: "task-gone" }]);
      await office.workAll();
      const state = first === "saga-deadline" ? "compensated" : "completed";
      expect(await office.saga("s1")).toMatchObject({ state });
      expect(await office.effects("s1")).toHaveLength(state === "completed" ? 4 : 0);
      expect(await leftovers()).toEqual([]);
    }
  });

  it("does nothing once the pivot has happened", async () => {
    await office.start("s1");
    await work("hold-room", "hold-people", "confirm");
    office.world.clock.advance(DEADLINE_MS * 10);
    await work("invite");
    expect(await office.saga("s1")).toMatchObject({ state: "completed" });
  });

  it("does not interrupt a saga that is being undone", async () => {
    office.behaviours.set("hold-people", refusal);
    await office.start("s1");
    await work("hold-room", "hold-people");
    office.world.clock.advance(DEADLINE_MS * 10);
    await work("hold-people", "hold-room");
    expect(await office.saga("s1")).toMatchObject({ failure: { reason: "taken" } });
  });
});

describe("asking for a stop", () => {
  it("before the pivot undoes the saga, at once, and starts nothing", async () => {
    await office.start("s1");
    await work("hold-room");
    expect(await office.stop("s1")).toEqual({ ok: true, outcome: "compensating" });
    expect(await office.stop("s1")).toMatchObject({ reason: "already-compensating" });
    await work("hold-people", "hold-room");
    expect(await office.saga("s1")).toMatchObject({
      ...{ state: "compensated", failure: { reason: "stop-requested" } },
    });
    expect(await office.world.run((tx) => getSaga(tx, "s1/cancel"))).toBeUndefined();
    expect(await office.stop("s1")).toMatchObject({ reason: "ended" });
    expect(await leftovers()).toEqual([]);
  });

  it("before the first step has been done undoes that step, which bears not having happened", async () => {
    await office.start("s1");
    await office.stop("s1");
    await work("hold-room");
    expect(office.done).toEqual(["undo hold-room"]);
    expect(await office.saga("s1")).toMatchObject({ state: "compensated" });
  });

  it("past the pivot lets it complete, and the follow-up starts in that very commit", async () => {
    await office.start("s1");
    await work("hold-room", "hold-people", "confirm");
    expect(await office.stop("s1")).toEqual({
      ...{ ok: true, outcome: "follow-up", followUp: "s1/cancel" },
    });
    expect(await office.start("s2")).toMatchObject({ reason: "subject-busy", openSaga: "s1" });
    await work("invite");
    expect(await office.saga("s1")).toMatchObject({ state: "completed" });
    expect(await openOn("m1")).toMatchObject({ id: "s1/cancel", state: "running", input: "why" });
    expect(await office.saga("s1/cancel")).toMatchObject({ startedBy: "bob", subject: "m1" });
    await work("free");
    expect(await office.saga("s1/cancel")).toMatchObject({ state: "completed" });
    expect(await leftovers()).toEqual([]);
  });

  it("a second time past the pivot says which follow-up there will be", async () => {
    await office.start("s1");
    await work("hold-room", "hold-people", "confirm");
    await office.stop("s1", "first");
    expect(await office.stop("s1", "second")).toMatchObject({ followUp: "first" });
    await work("invite");
    expect(await openOn("m1")).toMatchObject({ id: "first" });
    expect(await office.world.run((tx) => getSaga(tx, "second"))).toBeUndefined();
  });

  it("refuses the step that is under way: what it did not record has not happened", async () => {
    await office.start("s1");
    const late = await office.next();
    await office.stop("s1");
    expect(await office.work(late)).toMatchObject({ ok: false, reason: "task-gone" });
    await office.workAll();
    expect(await office.work(late)).toMatchObject({ ok: false, reason: "task-gone" });
    expect(await office.effects("s1")).toEqual([]);
  });

  it("of a saga that is not there is refused", async () => {
    expect(await office.stop("none")).toEqual({ ok: false, reason: "not-found" });
  });

  it("with another version's definition throws, and does not stop the wrong step", async () => {
    await office.start("s1");
    const { world } = office;
    const next = defineSaga("book", { version: 2, deadlineMs: 1 }, [
      step("hold-room", { by: "other-rooms" }),
      pivot("confirm", { by: "other-rooms" }),
    ]);
    const followUp = { definition: next, id: "x", input: 0 };
    const stopping = world.run((tx) =>
      requestStop(tx, next, "s1", { ...office.acting(), followUp }),
    );
    await expect(stopping).rejects.toThrow();
    await office.workAll();
    expect(await office.saga("s1")).toMatchObject({ state: "completed" });
  });
});

describe("versions", () => {
  const changed = defineSaga("book", { version: 2, deadlineMs: DEADLINE_MS }, [
    step("hold-room", { by: "rooms" }),
    pivot("confirm", { by: "rooms" }),
    afterPivot("announce", { by: "people" }),
  ]);

  it("run side by side, each saga by the one that it began with", async () => {
    office = new SagaOffice(memoryState(), book, changed);
    await office.start("old");
    await office.world.run((tx) =>
      startSaga(tx, changed, { id: "new", subject: "m2", input: 0 }, office.acting()),
    );
    await office.workAll();
    expect(Object.keys((await office.saga("old")).results)).toContain("invite");
    expect(Object.keys((await office.saga("new")).results)).toEqual([
      ...["hold-room", "confirm", "announce"],
    ]);
    expect(await leftovers()).toEqual([]);
  });

  it("that a worker does not know fail it, and leave the task for one who does", async () => {
    await office.start("s1");
    const task = await office.next();
    const perform = () => ({ ok: true as const });
    const wrong = office.world.run((tx) =>
      performStep(tx, changed, { perform }, task, office.acting()),
    );
    await expect(wrong).rejects.toThrow();
    expect(await office.next()).toEqual(task);
    await office.workAll();
    expect(await office.saga("s1")).toMatchObject({ state: "completed" });
  });
});
