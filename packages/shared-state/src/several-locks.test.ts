import { beforeEach, describe, expect, it } from "vitest";
import {
  beginAnew,
  described,
  finish,
  holds,
  leaseMs,
  mark,
  pass,
  patient,
  process,
  run,
  world,
} from "../testing/locking.ts";
import { settle } from "../testing/memory-state.ts";

beforeEach(beginAnew);

describe("several locks", () => {
  it("are taken in one order, so that nobody waits in a circle", async () => {
    const order: string[] = [];
    const both = (actor: string, names: string[]) =>
      process(actor).state.locks.run(names, patient, async (fenced) => {
        order.push(`${actor} in`);
        await mark(fenced, actor);
        await settle();
        order.push(`${actor} out`);
      });
    const results = await Promise.all([both("one", ["a", "b"]), both("two", ["b", "a"])]);
    expect(results.map(({ ok }) => ok)).toEqual([true, true]);
    expect(order).toEqual(["one in", "one out", "two in", "two out"]);
  });

  it("are given back when one of them cannot be had", async () => {
    const first = run(process("first").state, patient, "b");
    await holds(first);
    const both = run(process("both").state, { leaseMs, waitMsMax: 1_000 }, ["b", "a"]);
    await settle();
    expect(await described("a")).toMatchObject({ holder: { by: "both" } });
    await pass(1_000);
    expect(await both.result).toMatchObject({ reason: "lock-timeout", lock: "b" });
    expect((await described("a")).holder).toBeUndefined();
    await finish(first);
  });

  it("are no locks any more when one is lost while the next is waited for", async () => {
    const first = run(process("first").state, patient, "b");
    await holds(first);
    const paused = process("paused");
    const both = run(paused.state, patient, ["a", "b"]);
    await settle();
    paused.stop();
    await pass(leaseMs);
    paused.goOn();
    await expect(both.result).rejects.toMatchObject({ code: "lock-lost" });
    expect(both.fenced).toBeUndefined();
    await finish(first);
    expect(await world.state.locks.describe()).toEqual([]);
  });

  it("fence a write by each of them", async () => {
    const paused = process("paused");
    const first = run(paused.state, patient, ["a", "b"]);
    await holds(first);
    paused.stop();
    await pass(leaseMs);
    paused.goOn();
    const second = run(process("second").state, patient, "b");
    await holds(second);
    await expect(mark(first.fenced!, "late")).rejects.toMatchObject({ code: "lock-lost" });
    await finish(second);
  });
});
