import { describe, expect, it } from "vitest";
import { memoryState, settle } from "../testing/memory-state.ts";
import { defineSaga, pivot } from "./saga-definition.ts";
import { performStep } from "./saga-steps.ts";
import { openSharedState } from "./state.ts";

const slot = { resource: "room/turing", start: 1_000, end: 2_000 };
const note = defineSaga("note", { version: 1, deadlineMs: 1_000 }, [
  pivot("write", { by: "desk" }),
]);
const task = { queue: "desk", id: "s1/write" };
const done = { perform: () => ({ ok: true as const }) };

describe("the shared state", () => {
  it("notes in every commit who made it and why", async () => {
    const { state, engine } = memoryState();
    const feed = engine.changes({ after: 0 });
    await state.holds.place(slot, { by: "ada", forMs: 100 });
    await state.transact((tx) => tx.put(["x"], 1), { cause: "testing", correlation: "c1" });
    expect((await feed.next()).value).toMatchObject({
      note: { actor: "test/1", cause: "hold-placed" },
    });
    expect((await feed.next()).value).toMatchObject({
      note: { actor: "test/1", cause: "testing", correlation: "c1" },
    });
    await state.close();
  });

  it("takes a hold through its life, from two processes", async () => {
    const { state, another, clock } = memoryState();
    const other = openSharedState({ engine: another(), actor: "test/2" });
    const placed = await state.holds.place(slot, { by: "ada", forMs: 100 });
    if (!placed.ok) throw new Error(placed.reason);
    expect(await other.holds.place(slot, { by: "bob", forMs: 100 })).toMatchObject({
      ...{ ok: false, reason: "held", heldBy: "ada", freeAt: clock.wallMs() + 100 },
    });
    expect(await state.holds.renew(placed.hold, { forMs: 500 })).toMatchObject({ ok: true });
    clock.advance(400);
    const wrong = { ...placed.hold, fence: 9 };
    expect(await other.holds.release(wrong)).toMatchObject({ reason: "stale-fence" });
    expect(await state.holds.confirm(placed.hold, { booking: "m1" })).toMatchObject({ ok: true });
    expect(await other.holds.place(slot, { by: "bob", forMs: 100 })).toMatchObject({
      ...{ ok: false, reason: "booked", heldBy: "m1" },
    });
    expect(await state.holds.release(placed.hold)).toMatchObject({ reason: "hold-lapsed" });
  });

  it("gives a hold an id when it is given none, also when that is said out loud", async () => {
    const { state } = memoryState();
    const placed = await state.holds.place(slot, { by: "ada", forMs: 100, id: undefined });
    expect(placed).toMatchObject({ ok: true, hold: { id: expect.stringMatching(/./) } });
    const again = await state.holds.place(slot, { by: "ada", forMs: 100 });
    expect(again).toMatchObject({ ok: false, reason: "held" });
  });

  it("reads at one revision, whatever is written meanwhile", async () => {
    const { state } = memoryState();
    await state.transact((tx) => tx.put(["a"], 1));
    const both = await state.read(async (snapshot) => {
      const a = await snapshot.get(["a"]);
      await state.transact((tx) => {
        tx.put(["a"], 2);
        tx.put(["b"], 2);
      });
      return [a, await snapshot.get(["b"])];
    });
    expect(both).toEqual([1, undefined]);
  });

  it("waits for a saga's end, or says that it has not come in time", async () => {
    const { state, clock, run } = memoryState();
    const request = { id: "s1", subject: "m1", input: 5 };
    expect(await state.sagas.start(note, request)).toMatchObject({ ok: true, started: true });
    expect(await state.sagas.get("s1")).toMatchObject({ state: "running", startedBy: "test/1" });
    const impatient = state.sagas.ended("s1", { waitMsMax: 100 });
    const patient = state.sagas.ended("s1", { waitMsMax: 900 });
    await settle();
    clock.advance(100);
    expect(await impatient).toBeUndefined();
    await run((tx) => performStep(tx, note, done, task, state.acting()));
    const revision = await state.engine.head();
    expect(await patient).toMatchObject({ saga: { state: "completed" }, revision });
    expect(await state.sagas.ended("s1", { waitMsMax: 0 })).toMatchObject({ revision });
    expect(await state.sagas.get("s2")).toBeUndefined();
  });
});
