import { describe, expect, it } from "vitest";
import { memoryState, settle } from "../testing/memory-state.ts";
import { RECORD_EVERY_MS, VIOLATIONS_KEPT, type Violation, Violations } from "./violations.ts";

const violation: Violation = { code: "role-too-low", role: "viewer", actor: "person/eve" };

function world() {
  const state = memoryState();
  return { ...state, violations: new Violations(state.engine, "gateway/1") };
}

describe("violations", () => {
  it("that come as a storm become one commit at once, and one each ten seconds", async () => {
    const { violations, engine, clock } = world();
    const before = await engine.head();
    for (let n = 0; n < 5_000; n++) await violations.report(violation);
    expect(await engine.head()).toBe(before + 1);
    clock.advance(RECORD_EVERY_MS);
    await settle();
    expect(await engine.head()).toBe(before + 2);
    expect(await violations.latest()).toMatchObject([{ id: 1, count: 5_000 }]);
    await violations.close();
    expect(clock.pending.size).toBe(0);
  });

  it("that equal an earlier one are counted there, and push nothing off the list", async () => {
    const { violations, clock } = world();
    const firstAt = clock.wallMs();
    await violations.report({ ...violation, actor: "person/mallory" });
    for (let n = 0; n < 20; n++) {
      await violations.report(violation);
      clock.advance(RECORD_EVERY_MS);
      await settle();
    }
    const [eve, mallory] = await violations.latest();
    expect(eve).toMatchObject({ id: 2, count: 20, firstAt });
    expect(eve!.lastAt).toBeGreaterThan(firstAt);
    expect(mallory).toMatchObject({ id: 1, count: 1, actor: "person/mallory" });
    await violations.close();
  });

  it("that are all different are told apart up to a bound, and none goes uncounted", async () => {
    const { violations, engine, clock } = world();
    for (let n = 0; n < 300; n++) await violations.report({ ...violation, route: `GET /${n}` });
    clock.advance(RECORD_EVERY_MS);
    await settle();
    const listed = await violations.latest();
    expect(listed.length).toBeLessThanOrEqual(52);
    expect(listed.reduce((sum, { count }) => sum + count, 0)).toBe(300);
    expect(await engine.head()).toBe(2);
    await violations.close();
  });

  it("keep their latest thousand, in the order in which they came", async () => {
    const { violations, clock } = world();
    for (let n = 1; n <= VIOLATIONS_KEPT + 20; n++) {
      await violations.report({ ...violation, route: `GET /${n}` });
      if (n % 40 !== 0) continue;
      clock.advance(RECORD_EVERY_MS);
      await settle();
    }
    await violations.close();
    const ids = (await violations.latest()).map(({ id }) => id);
    expect(ids).toHaveLength(VIOLATIONS_KEPT);
    expect([ids[0], ids.at(-1)]).toEqual([VIOLATIONS_KEPT + 20, 21]);
    expect(await violations.latest({ limit: 2 })).toHaveLength(2);
  });

  it("of two processes share one list", async () => {
    const { violations, another } = world();
    const other = new Violations(another(), "gateway/2");
    await Promise.all([violations.report(violation), other.report(violation)]);
    const processes = (await violations.latest()).map(({ process }) => process);
    expect(processes.sort()).toEqual(["gateway/1", "gateway/2"]);
    await violations.close();
    await other.close();
  });

  it("that cannot be recorded trouble nobody, and are recorded later", async () => {
    const { violations, engine, clock } = world();
    const usual = engine.transact.bind(engine);
    engine.transact = async () => {
      throw new Error("The disk is full.");
    };
    await violations.report(violation);
    engine.transact = usual;
    await violations.report(violation);
    clock.advance(RECORD_EVERY_MS);
    await settle();
    expect(await violations.latest()).toMatchObject([{ count: 2 }]);
    await violations.close();
  });

  it("that are still to be recorded are, on closing; after it they go unheard", async () => {
    const { violations, clock } = world();
    await violations.report(violation);
    await violations.report(violation);
    await violations.close();
    await violations.report(violation);
    await violations.close();
    expect(await violations.latest()).toMatchObject([{ count: 2 }]);
    expect(clock.pending.size).toBe(0);
  });
});
