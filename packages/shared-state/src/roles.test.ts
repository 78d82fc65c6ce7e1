import { describe, expect, it } from "vitest";
import { memoryState } from "../testing/memory-state.ts";
import type { Transaction } from "./engine.ts";
import type { HoldfastError } from "./errors.ts";
import { keyspace } from "./keyspace.ts";
import { coverageOf, defineRole, diaryWrites, presenceWrites, sagaWrites } from "./roles.ts";
import { defineSaga, pivot, step } from "./saga-definition.ts";
import { openSharedState } from "./state.ts";

const postman = defineRole("postman", {
  writes: [keyspace.documents("mail"), ["lane", { startsWith: "mail/" }], diaryWrites("room/")],
});

function asPostman() {
  const world = memoryState();
  const state = openSharedState({ engine: world.another(), actor: "postman/1", role: postman });
  return { ...world, state, plain: world.state };
}

async function refusalOf(attempt: Promise<unknown>): Promise<HoldfastError> {
  return attempt.then(
    () => expect.fail("It was not refused."),
    (error: HoldfastError) => error,
  );
}

describe("a role", () => {
  it("covers what begins with its patterns, part by part, and no sibling of it", () => {
    const covers = coverageOf(postman);
    const covered = [
      ["document", "mail"],
      ["document", "mail", "m1"],
      ["lane", "mail/m1/ada"],
    ];
    for (const key of covered) expect(covers(key), key.join()).toBe(true);
    expect(covers(["diary", "room/turing", "2026-01-05"])).toBe(true);
    const siblings = [
      ...[["document"], ["document", "mails", "m1"], ["documents", "mail", "m1"], ["doc", "mail"]],
      ...[["lane", "mai"], ["lane"], ["diary", "person/ada", "2026-01-05"], [""], ["mail"]],
    ];
    for (const key of siblings) expect(covers(key), key.join()).toBe(false);
  });

  it("tells numbers from texts, and knows no inherited names", () => {
    const covers = coverageOf(defineRole("odd", { writes: [["n", 1]] }));
    expect([covers(["n", 1, "x"]), covers(["n", "1"]), covers(["constructor"])]).toEqual([
      ...[true, false, false],
    ]);
  });

  it("goes on looking where an exact part leads nowhere and a beginning would do", () => {
    const writes = [
      ["task", "mail", "one"],
      ["task", { startsWith: "ma" }, "two"],
    ];
    const covers = coverageOf(defineRole("both", { writes }));
    expect([covers(["task", "mail", "one"]), covers(["task", "mail", "two"])]).toEqual([
      true,
      true,
    ]);
    expect(covers(["task", "mail", "three"])).toBe(false);
  });

  it("of nothing covers nothing, and of the empty pattern everything", () => {
    expect(coverageOf(defineRole("nobody", { writes: [] }))(["x"])).toBe(false);
    expect(coverageOf(defineRole("all", { writes: [[]] }))(["x"])).toBe(true);
  });

  it("that serves sagas covers their machinery, of each agent that takes part", () => {
    const saga = defineSaga("s", { version: 1, deadlineMs: 1_000 }, [
      step("one", { by: "rooms" }),
      pivot("two", { by: "people" }),
    ]);
    const covers = coverageOf(defineRole("rooms", { writes: sagaWrites([saga]) }));
    for (const key of [
      ...[keyspace.saga("s1"), keyspace.openSaga("m1"), keyspace.task("people", "s1/two")],
      ...[keyspace.delay("saga-deadlines", "s1"), keyspace.deadLetter("rooms", "s1/one")],
    ]) {
      expect(covers(key), key.join()).toBe(true);
    }
    expect(covers(keyspace.task("others", "s1/two"))).toBe(false);
  });

  it("announces itself under its own name only", () => {
    const covers = coverageOf(defineRole("room-agent", { writes: presenceWrites("room-agent") }));
    expect(covers(keyspace.presence("room-agent"))).toBe(true);
    expect(covers(keyspace.presence("room-agent/2"))).toBe(true);
    expect(covers(keyspace.presence("room-agents/2"))).toBe(false);
  });
});

describe("a write that the role does not cover", () => {
  it.each<[string, (tx: Transaction) => void]>([
    ["put", (tx) => tx.put(["document", "person", "ada"], 1)],
    ["delete", (tx) => tx.delete(["document", "person", "ada"])],
    ["delete of what is not there", (tx) => tx.delete(["document", "person", "nobody"])],
  ])("is refused (%s), and nothing of its transaction is committed", async (_what, write) => {
    const { state, plain, engine } = asPostman();
    await plain.transact((tx) => tx.put(["document", "person", "ada"], "as she is"));
    const error = await refusalOf(
      state.transact((tx) => {
        tx.put(["document", "mail", "m1"], 1);
        write(tx);
      }),
    );
    expect(error).toMatchObject({ code: "role-violation", retryable: false });
    const snapshot = await engine.snapshot();
    expect(await snapshot.get(["document", "person", "ada"])).toBe("as she is");
    expect(await snapshot.get(["document", "mail", "m1"])).toBeUndefined();
    await state.close();
  });

  it("is refused also when the body swallows the error, or throws another", async () => {
    const { state, engine } = asPostman();
    const swallow = (tx: Transaction) => {
      tx.put(["document", "mail", "m1"], 1);
      try {
        tx.put(["saga", "s1"], 1);
      } catch {}
    };
    expect((await refusalOf(state.transact(swallow))).code).toBe("role-violation");
    const disguise = (tx: Transaction) => {
      swallow(tx);
      throw new Error("something else");
    };
    await expect(state.transact(disguise)).rejects.toThrow("something else");
    expect(await (await engine.snapshot()).get(["document", "mail", "m1"])).toBeUndefined();
    expect(await state.violations.latest()).toHaveLength(1);
    await state.close();
    expect(await openSharedState({ engine, actor: "test" }).violations.latest()).toMatchObject([
      { count: 2 },
    ]);
  });

  it("is recorded by a commit of its own: who, which key, and what it was meant to be", async () => {
    const { state, plain, clock } = asPostman();
    const note = { actor: "person/ada", cause: "mail-sent", correlation: "book-m1" };
    await refusalOf(state.transact((tx) => tx.put(["saga", "s1"], 1), note));
    const [violation, ...others] = await plain.violations.latest();
    expect(others).toEqual([]);
    expect(violation).toEqual({
      ...{ id: 1, code: "role-violation", role: "postman", process: "postman/1" },
      ...{ ...note, key: ["saga", "s1"] },
      ...{ count: 1, firstAt: clock.wallMs(), lastAt: clock.wallMs() },
    });
    const { entries } = await plain.audit.query({ cause: "role-violated" });
    expect(entries).toMatchObject([{ actor: "postman/1", correlation: "book-m1" }]);
    await state.close();
  });

  it("is refused through every primitive, and through a handle that is fenced by a lock", async () => {
    const { state } = asPostman();
    const slot = { resource: "room/turing", start: 0, end: 1_000 };
    const hold = state.holds.place(slot, { by: "ada", forMs: 100 });
    expect((await refusalOf(hold)).code).toBe("role-violation");
    const fenced = state.fencedBy([]);
    const body = (tx: Transaction) => tx.put(["saga", "s1"], 1);
    expect((await refusalOf(fenced.transact(body))).code).toBe("role-violation");
    const erased = state.engine.erase([
      ["document", "mail", "m1"],
      ["saga", "s1"],
    ]);
    expect((await refusalOf(erased)).code).toBe("role-violation");
    await state.close();
  });
});

describe("what a role leaves free", () => {
  it("is reading everything, leases, and whatever it covers", async () => {
    const { state, plain } = asPostman();
    await plain.transact((tx) => tx.put(["document", "person", "ada"], 7));
    const { value } = await state.transact((tx) => {
      const lease = tx.lease(1_000);
      tx.put(["document", "mail", "m1"], 1, { lease });
      expect(tx.renew(lease, 2_000)).toBe(true);
      expect(tx.leaseLeftMs(lease)).toBe(2_000);
      tx.put(["diary", "room/turing", "2026-01-05"], []);
      tx.delete(["document", "mail", "m0"]);
      return [tx.get(["document", "person", "ada"]), tx.get(["document", "mail", "m1"])];
    });
    expect(value).toEqual([7, 1]);
    expect(await state.violations.latest()).toEqual([]);
    await state.close();
  });

  it("is everything, where no role is given", async () => {
    const { state } = memoryState();
    await state.transact((tx) => tx.put(["anything"], 1));
    await state.close();
  });
});
