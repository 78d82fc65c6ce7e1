import { beforeEach, describe, expect, it } from "vitest";
import {
  beginAnew,
  described,
  finish,
  holds,
  leaseMs,
  mark,
  marked,
  name,
  pass,
  patient,
  process,
  type Running,
  run,
  world,
} from "../testing/locking.ts";
import { settle } from "../testing/memory-state.ts";
import type { Engine } from "./engine.ts";

beforeEach(beginAnew);

describe("a lock", () => {
  it("refuses every write of a holder that was paused beyond its lease", async () => {
    const paused = process("paused");
    const first = run(paused.state);
    await holds(first);
    paused.stop();
    const second = run(process("second").state);
    await pass(leaseMs);
    await holds(second);
    await mark(second.fenced!, "second");

    paused.goOn();
    const late = first.fenced!;
    const slot = { resource: "room/hopper", start: 0, end: 60_000 };
    await expect(mark(late, "paused")).rejects.toMatchObject({ code: "lock-lost" });
    await expect(late.holds.place(slot, { by: "ada", forMs: 1_000 })).rejects.toMatchObject({
      ...{ code: "lock-lost", retryable: false },
    });
    await expect(late.engine.erase([["mark"]])).rejects.toMatchObject({ code: "lock-lost" });
    expect(await marked()).toBe("second");
    expect(second.signal!.aborted).toBe(false);
    await finish(first); // What it gives back is not its own any more: the second keeps it.
    expect(await described()).toMatchObject({ holder: { by: "second" } });
    await finish(second);
  });

  it("is lost by our own clock, though the store does not answer", async () => {
    const paused = process("paused");
    const first = run(paused.state);
    await holds(first);
    paused.stop();
    await pass(leaseMs - 50);
    expect(first.signal!.aborted).toBe(false);
    await pass(50);
    expect(first.signal!.aborted).toBe(true);
  });

  it("is not lost by a renewal that fails, as long as a later one comes in time", async () => {
    const holder = process("holder");
    const first = run(holder.state);
    await holds(first);
    const { transact } = holder.state.engine;
    Object.assign(holder.state.engine, { transact: () => Promise.reject(new Error("full")) });
    await pass(leaseMs / 2);
    Object.assign(holder.state.engine, { transact });
    await pass(leaseMs * 3);
    expect(first.signal!.aborted).toBe(false);
    expect(await finish(first)).toEqual({ ok: true, value: undefined });
  });

  it("goes to the next when its holder dies, one lease later", async () => {
    const dead = process("dead");
    const first = run(dead.state);
    await holds(first);
    const second = run(process("second").state);
    await settle();
    dead.stop();
    await pass(leaseMs - 50);
    expect(second.fenced).toBeUndefined();
    await pass(50);
    await holds(second);
    await finish(second);
  });

  it("serves whoever comes first, and a release wakes exactly the next", async () => {
    const processes = Array.from({ length: 6 }, (_, index) => process(`p${index}`));
    const runs: Running[] = [];
    const looks: number[] = processes.map(() => 0);
    for (const [index, { state }] of processes.entries()) {
      runs.push(run(state));
      await settle();
      const { snapshot } = state.engine;
      const counting: Engine["snapshot"] = (moment) => {
        looks[index]! += 1;
        return snapshot(moment);
      };
      Object.assign(state.engine, { snapshot: counting });
    }
    for (const [index, running] of runs.entries()) {
      await holds(running);
      expect(runs.filter(({ fenced }) => fenced)).toHaveLength(index + 1);
      const lookedBefore = looks.slice(index + 2);
      await finish(running);
      await settle();
      expect(looks.slice(index + 2)).toEqual(lookedBefore);
    }
    expect(looks).toEqual([0, 1, 1, 1, 1, 1]);
    expect((await described()).fence).toBe(6);
  });

  it("passes over a waiter that died in the queue", async () => {
    const first = run(process("first").state);
    await holds(first);
    const dying = process("dying");
    run(dying.state);
    await settle();
    const third = run(process("third").state);
    await settle();
    dying.stop();
    await pass(leaseMs);
    first.finish();
    await holds(third);
    await finish(third);
  });

  it("goes to the next when the holder and the first waiter die together", async () => {
    const dying = process("dying");
    const first = run(dying.state);
    await holds(first);
    run(dying.state);
    await settle();
    const third = run(process("third").state);
    await settle();
    dying.stop();
    await pass(leaseMs);
    await holds(third);
    await finish(third);
  });

  it("has a waiter that was paused beyond its lease wait again, at the end", async () => {
    const first = run(process("first").state);
    await holds(first);
    const paused = process("paused");
    const second = run(paused.state);
    await settle();
    const third = run(process("third").state);
    await settle();
    paused.stop();
    await pass(leaseMs * 2);
    paused.goOn();
    await settle();
    first.finish();
    await holds(third);
    expect(second.fenced).toBeUndefined();
    third.finish();
    await holds(second);
    expect(await finish(second)).toMatchObject({ ok: true });
    await third.result;
  });

  it("granted to a waiter that was away for longer than its lease is given back, and taken anew", async () => {
    const first = run(process("first").state);
    await holds(first);
    const paused = process("paused");
    const second = run(paused.state);
    await settle();
    paused.stop();
    await pass(leaseMs - 50);
    await finish(first);
    await pass(50); // In the store it has a whole lease by now, which it does not know.
    paused.goOn();
    await holds(second);
    expect(second.signal!.aborted).toBe(false);
    expect(second.fenced!.heldLocks).toEqual([{ name, fence: 3 }]);
    await finish(second);
  });

  it("is refused when the time is over, and says who has it", async () => {
    const first = run(process("first").state);
    await holds(first);
    const since = world.clock.wallMs();
    const second = run(process("second").state, { leaseMs, waitMsMax: 1_000 });
    const third = run(process("third").state);
    await pass(1_000);
    const timeout = { ok: false, reason: "lock-timeout", lock: name };
    expect(await second.result).toEqual({ ...timeout, lockedBy: "first", lockedSince: since });
    expect((await described()).waiters.map(({ by }) => by)).toEqual(["third"]);
    first.finish();
    await holds(third);
    await finish(third);
  });

  it("is granted when it is released in the moment in which the time is over", async () => {
    const first = run(process("first").state);
    await holds(first);
    const second = run(process("second").state, { leaseMs, waitMsMax: 1_000 });
    await pass(950);
    first.finish();
    world.clock.advance(50); // Both are under way before either is done.
    await first.result;
    await holds(second);
    expect(await described()).toMatchObject({ fence: 2, holder: { by: "second" } });
    expect(await finish(second)).toMatchObject({ ok: true });
  });

  it("is taken at once or not at all by whoever has no time", async () => {
    const first = run(process("first").state, { leaseMs, waitMsMax: 0 });
    await holds(first);
    const before = await world.engine.head();
    const second = run(process("second").state, { leaseMs, waitMsMax: 0 });
    expect(await second.result).toMatchObject({ reason: "lock-timeout", lockedBy: "first" });
    expect(await world.engine.head()).toBe(before);
    await finish(first);
  });

  it("is given back when the callback throws, and the error comes through", async () => {
    const thrown = new Error("thrown");
    const failing = world.state.locks.run(name, patient, () => Promise.reject(thrown));
    await expect(failing).rejects.toBe(thrown);
    expect((await described()).holder).toBeUndefined();
  });

  it("stops being waited for when somebody says so", async () => {
    const first = run(process("first").state);
    await holds(first);
    const impatient = new AbortController();
    const second = run(process("second").state, { ...patient, signal: impatient.signal });
    await settle();
    impatient.abort();
    expect(await second.result).toMatchObject({ reason: "lock-timeout" });
    await finish(first);
  });

  it("stops being waited for, and held, when the engine is closed", async () => {
    const first = run(process("first").state);
    await holds(first);
    const closing = process("closing").state;
    const waiting = run(closing);
    await settle();
    await closing.close();
    await expect(waiting.result).rejects.toMatchObject({ code: "engine-closed" });
    await first.fenced!.close();
    await pass(leaseMs / 2);
    expect(first.signal!.aborted).toBe(true);
    expect(await finish(first)).toMatchObject({ ok: true });
  });

  it("is renewed for as long as the callback runs, which costs no commit", async () => {
    const first = run(process("first").state);
    await holds(first);
    const before = await world.engine.head();
    await pass(leaseMs * 10);
    expect(first.signal!.aborted).toBe(false);
    expect(await world.engine.head()).toBe(before);
    await finish(first);
  });

  it("leaves no timer behind", async () => {
    const { state } = process("one");
    const before = world.clock.pending.size;
    for (const waitMsMax of [0, 1_000]) {
      const first = run(state);
      await holds(first);
      const second = run(state, { leaseMs, waitMsMax });
      await settle();
      await finish(first);
      await finish(second);
    }
    expect(world.clock.pending.size).toBe(before);
  });

  it("asked for again by the handle that has it is an error, not a deadlock", async () => {
    const first = run(world.state, patient, ["b", "c"]);
    await holds(first);
    const nested = (names: string | string[]) => run(first.fenced!, patient, names).result;
    await expect(nested("b")).rejects.toMatchObject({ code: "lock-nested" });
    await expect(nested(["c", "d"])).rejects.toMatchObject({ code: "lock-nested" });
    await expect(nested("a")).rejects.toMatchObject({ code: "lock-out-of-order" });
    await expect(nested("bb")).rejects.toMatchObject({ code: "lock-out-of-order" });
    const later = run(first.fenced!, patient, "d");
    await holds(later);
    expect(later.fenced!.heldLocks.map((lock) => lock.name)).toEqual(["b", "c", "d"]);
    await finish(later);
    await finish(first);
  });

  it("refuses a lease that is shorter than the engine's shortest", async () => {
    const tooShort = run(world.state, { leaseMs: 1, waitMsMax: 0 });
    await expect(tooShort.result).rejects.toMatchObject({ code: "lease-too-short" });
  });
});

it("a description shows the holder, and who waits in which order", async () => {
  const since = world.clock.wallMs();
  const runs = [];
  for (const actor of ["first", "second", "third"]) {
    runs.push(run(process(actor).state));
    await settle();
    world.clock.advance(10);
  }
  const other = run(process("other").state, patient, "room/other");
  await holds(other);
  expect(await world.state.locks.describe()).toMatchObject([
    { name: "room/other", fence: 1, holder: { by: "other" }, waiters: [] },
    {
      ...{ name, fence: 1, holder: { by: "first", since, leaseLeftMs: leaseMs - 30 } },
      waiters: [
        { by: "second", since: since + 10, leaseLeftMs: leaseMs - 20 },
        { by: "third", since: since + 20, leaseLeftMs: leaseMs - 10 },
      ],
    },
  ]);
  for (const running of [other, ...runs]) {
    await holds(running);
    await finish(running);
  }
  expect(await described("never-locked")).toEqual({ name: "never-locked", fence: 0, waiters: [] });
});
