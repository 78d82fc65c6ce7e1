import { beforeEach, describe, expect, it } from "vitest";
import { beginAnew, finish, holds, mark, name, run, world } from "../testing/locking.ts";
import { defineSaga, pivot, step } from "./saga-definition.ts";

beforeEach(beginAnew);

describe("a fenced handle", () => {
  const move = defineSaga("move", { version: 1, deadlineMs: 1_000 }, [
    step("hold", { by: "agent" }),
    pivot("exchange", { by: "agent" }),
  ]);

  it("places holds of what it has locked, and nobody else does", async () => {
    const slot = { resource: name, start: 0, end: 60_000 };
    const first = run(world.state);
    await holds(first);
    const request = { by: "ada", forMs: 1_000 };
    expect(await world.state.holds.place(slot, request)).toMatchObject({ reason: "locked" });
    expect(await first.fenced!.holds.place(slot, request)).toMatchObject({ ok: true });
    await finish(first);
  });

  it("starts sagas that carry its fence", async () => {
    const first = run(world.state);
    await holds(first);
    await first.fenced!.sagas.start(move, { id: "s1", subject: "m1", input: {} });
    await world.state.sagas.start(move, { id: "s2", subject: "m2", input: {} });
    expect((await world.state.sagas.get("s1"))?.underLocks).toEqual([{ name, fence: 1 }]);
    expect(await world.state.sagas.get("s2")).not.toHaveProperty("underLocks");
    await finish(first);
  });

  it("reads on when the lock is lost, and writes nothing", async () => {
    const first = run(world.state);
    await holds(first);
    await finish(first);
    await expect(mark(first.fenced!, "late")).rejects.toMatchObject({ code: "lock-lost" });
    expect(await first.fenced!.locks.describe()).toEqual([]);
  });
});
