import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { memoryState, type TestState, type TestStateOptions } from "../testing/memory-state.ts";
import type { AuditEntry, AuditQuery, AuditResult } from "./audit.ts";
import { hasPrefix, type Key } from "./keys.ts";
import { openSharedState, type SharedState } from "./state.ts";

/** Five commits, ten milliseconds apart; and at the end one that changes no key. */
async function story() {
  const world = memoryState();
  const start = world.clock.wallMs();
  const gateway = openSharedState({ engine: world.another(), actor: "gateway/1" });
  const agent = openSharedState({ engine: world.another(), actor: "room-agent/1" });
  const commit = async (state: SharedState, key: Key, value: unknown, note: object) => {
    await state.transact((tx) => (value === null ? tx.delete(key) : tx.put(key, value)), note);
    world.clock.advance(10);
  };
  const ada = { actor: "person/ada", correlation: "book-m1" };
  await commit(gateway, ["saga", "book-m1"], 1, { ...ada, cause: "booking-started" });
  await commit(agent, ["hold", "h1"], 1, { cause: "hold-room", correlation: "book-m1" });
  await commit(gateway, ["document", "room", "a"], "A", { actor: "person/bob", cause: "edited" });
  await commit(agent, ["hold", "h1"], null, { cause: "confirm", correlation: "book-m1" });
  await commit(gateway, ["document", "room", "ab"], "B", { actor: "person/bob", cause: "edited" });
  await world.run((tx) => tx.lease(60_000));
  const revisions = async (query: AuditQuery) =>
    (await world.state.audit.query(query)).entries.map(({ revision }) => revision);
  return { ...world, start, revisions };
}

function withCommits(count: number, options: TestStateOptions = {}): Promise<TestState> {
  const world = memoryState(options);
  return (async () => {
    for (let n = 1; n <= count; n++) {
      await world.engine.transact((tx) => tx.put(["k", n % 10], n), { cause: `c${n % 1_000}` });
    }
    return world;
  })();
}

describe("an audit", () => {
  it("says who, through which process, what, why and for which request", async () => {
    const { state, start } = await story();
    const { entries, head } = await state.audit.query({ correlation: "book-m1" });
    expect(head).toBe(6);
    const correlation = "book-m1";
    expect(entries).toEqual([
      {
        ...{ revision: 1, at: start, actor: "person/ada", process: "gateway/1", correlation },
        ...{ cause: "booking-started", keys: [["saga", "book-m1"]] },
      },
      {
        ...{ revision: 2, at: start + 10, actor: "room-agent/1", process: "room-agent/1" },
        ...{ cause: "hold-room", correlation, keys: [["hold", "h1"]] },
      },
      {
        ...{ revision: 4, at: start + 30, actor: "room-agent/1", process: "room-agent/1" },
        ...{ cause: "confirm", correlation, keys: [["hold", "h1"]] },
      },
    ]);
  });

  it("of a process cannot be led astray: it notes itself, whoever it says that it acts for", async () => {
    const { state } = memoryState();
    const forged = { actor: "person/ada", process: "gateway/1", cause: "forged" };
    await state.transact((tx) => tx.put(["x"], 1), forged);
    const { entries } = await state.audit.query();
    expect(entries).toMatchObject([{ actor: "person/ada", process: "test/1" }]);
  });

  it("ends although the last commit changes no key, or none of those asked for", async () => {
    const { revisions } = await story();
    expect(await revisions({})).toEqual([1, 2, 3, 4, 5]);
    expect(await revisions({ newestFirst: true })).toEqual([5, 4, 3, 2, 1]);
    expect(await revisions({ key: ["saga"] })).toEqual([1]);
    expect(await revisions({ key: ["nothing"] })).toEqual([]);
  });

  it("of a key leaves its siblings out", async () => {
    const { revisions } = await story();
    expect(await revisions({ key: ["document", "room", "a"] })).toEqual([3]);
    expect(await revisions({ key: ["document", "roo"] })).toEqual([]);
  });

  it("takes times inclusively, also between and outside of commits", async () => {
    const { revisions, start } = await story();
    expect(await revisions({ from: start + 10, to: start + 30 })).toEqual([2, 3, 4]);
    expect(await revisions({ from: start + 11, to: start + 39 })).toEqual([3, 4]);
    expect(await revisions({ from: start + 30, newestFirst: true })).toEqual([5, 4]);
    expect(await revisions({ to: start - 1 })).toEqual([]);
    expect(await revisions({ from: start + 1_000_000 })).toEqual([]);
    expect(await revisions({ from: start + 30, to: start + 10 })).toEqual([]);
  });

  it("takes revisions exclusively", async () => {
    const { revisions } = await story();
    expect(await revisions({ after: 2, before: 5 })).toEqual([3, 4]);
    expect(await revisions({ after: 99 })).toEqual([]);
    expect(await revisions({ before: 1, newestFirst: true })).toEqual([]);
  });

  it("shows what stood there before and after, when asked", async () => {
    const { state, run } = await story();
    await run((tx) => tx.put(["document", "room", "a"], "A2"));
    const { entries } = await state.audit.query({
      key: ["document", "room", "a"],
      withValues: true,
    });
    const key = ["document", "room", "a"];
    expect(entries.map(({ changes }) => changes)).toEqual([
      [{ key, after: "A" }],
      [{ key, before: "A", after: "A2" }],
    ]);
    const held = await state.audit.query({ cause: "confirm", withValues: true });
    expect(held.entries[0]?.changes).toEqual([{ key: ["hold", "h1"], before: 1 }]);
  });

  it("of an empty state is empty", async () => {
    const { state } = memoryState();
    expect(await state.audit.query()).toEqual({ entries: [], head: 0 });
    expect(await state.audit.query({ newestFirst: true, from: 0, to: 1 })).toEqual({
      ...{ entries: [], head: 0 },
    });
  });
});

describe("an audit in pages", () => {
  it.each([true, false])(
    "misses nothing and repeats nothing (newest first: %s)",
    async (newest) => {
      const { state } = await withCommits(105);
      for (const bound of [{ limit: 10 }, { lookAtMax: 7 }, { limit: 3, lookAtMax: 4 }]) {
        const seen = await allPages(state, { newestFirst: newest, cause: "c5", ...bound });
        expect(seen.map(({ revision }) => revision)).toEqual([5]);
        const all = await allPages(state, { newestFirst: newest, ...bound });
        const revisions = Array.from({ length: 105 }, (_, index) => index + 1);
        expect(all.map(({ revision }) => revision)).toEqual(
          newest ? revisions.reverse() : revisions,
        );
      }
    },
  );
});

describe("an audit of a past that is no longer whole", () => {
  it.each([true, false])("says from where on it is known (newest first: %s)", async (newest) => {
    const { state } = await withCommits(50, { retention: { commits: 20 } });
    const audited = await state.audit.query({ newestFirst: newest });
    const { entries, retainedFrom } = audited;
    expect(retainedFrom).toBeGreaterThan(1);
    expect(entries).toHaveLength(50 - retainedFrom! + 1);
    const late = await state.audit.query({ newestFirst: newest, after: retainedFrom! });
    expect(late.retainedFrom).toBeUndefined();
  });

  it("says so of a time that is too long ago, and of the value before the first commit", async () => {
    const { state } = await withCommits(50, { retention: { commits: 20 } });
    const audited = await state.audit.query({ from: 0, limit: 1, withValues: true });
    expect(audited.retainedFrom).toBeGreaterThan(1);
    expect(audited.entries[0]?.changes).toMatchObject([{ beforeForgotten: true }]);
  });

  it("leaps over what is gone, however little is looked at for one page", async () => {
    const { state } = await withCommits(500, { retention: { commits: 20 } });
    const first = await state.audit.query({ lookAtMax: 5 });
    expect(first.next).toBe(first.retainedFrom! - 1);
    expect((await allPages(state, { lookAtMax: 5 })).length).toBeGreaterThanOrEqual(20);
  });
});

describe("an audit of 100,000 commits", () => {
  it("finds the needle, lets others have their turn, and holds no more than it was asked for", async () => {
    const count = 100_000;
    const { state } = await withCommits(count);
    let turns = 0;
    const counting = setInterval(() => turns++, 0);
    const begun = performance.now();
    const newest = await state.audit.query({ newestFirst: true, limit: 5 });
    const newestMs = performance.now() - begun;
    const needles = await state.audit.query({ cause: "c7", limit: 3, newestFirst: true });
    const none = await state.audit.query({ cause: "nothing" });
    const all = await state.audit.query({ cause: "c7", limit: 1_000 });
    const totalMs = performance.now() - begun;
    clearInterval(counting);
    expect(newest.entries.map(({ revision }) => revision)).toEqual([
      ...[count, count - 1, count - 2, count - 3, count - 4],
    ]);
    expect(needles.entries.map(({ revision }) => revision)).toEqual([99_007, 98_007, 97_007]);
    expect(none.entries).toEqual([]);
    expect(all.entries).toHaveLength(100);
    expect(turns).toBeGreaterThan(50);
    expect(newestMs).toBeLessThan(totalMs / 5);
  }, 60_000);
});

describe("an audit in random runs", () => {
  const key = fc.constantFrom<Key>(["a"], ["a", "b"], ["ab"], ["b", 1], ["b", "1"]);
  const word = fc.constantFrom("x", "y", "z");
  const committed = fc.record({
    keys: fc.uniqueArray(key, { minLength: 1, maxLength: 3, selector: (each) => each.join() }),
    note: fc.record({ actor: word, cause: word, correlation: word }, { requiredKeys: [] }),
    passMs: fc.nat({ max: 5 }),
  });
  const condition = fc.record(
    {
      ...{ key, actor: word, cause: word, correlation: word, newestFirst: fc.boolean() },
      ...{ from: fc.nat({ max: 60 }), to: fc.nat({ max: 60 }) },
      ...{
        after: fc.nat({ max: 30 }),
        before: fc.nat({ max: 30 }),
        limit: fc.integer({ min: 1, max: 9 }),
      },
    },
    { requiredKeys: [] },
  );

  it("finds what a plain filter finds", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(committed, { maxLength: 30 }),
        fc.array(condition, { minLength: 1, maxLength: 10 }),
        async (commits, conditions) => {
          const { state, engine, clock } = memoryState();
          const start = clock.wallMs();
          const log: AuditEntry[] = [];
          for (const { keys, note, passMs } of commits) {
            clock.advance(passMs);
            const { revision } = await engine.transact((tx) => {
              for (const each of keys) tx.put(each, 1);
            }, note);
            log.push({ revision, at: clock.wallMs(), keys, ...note });
          }
          for (const { from, to, ...rest } of conditions) {
            const query = {
              ...rest,
              ...(from === undefined ? {} : { from: start + from }),
              ...(to === undefined ? {} : { to: start + to }),
            };
            const { entries } = await state.audit.query(query);
            expect(entries.map(({ revision }) => revision)).toEqual(plainFilter(log, query));
          }
          await state.close();
        },
      ),
      { numRuns: 300 },
    );
  });
});

function plainFilter(log: readonly AuditEntry[], query: AuditQuery): number[] {
  const { key = [], actor, cause, correlation, from, to, after, before, limit = 100 } = query;
  const found = log
    .filter(({ keys }) => keys.some((each) => hasPrefix(each, key)))
    .filter((entry) => actor === undefined || entry.actor === actor)
    .filter((entry) => cause === undefined || entry.cause === cause)
    .filter((entry) => correlation === undefined || entry.correlation === correlation)
    .filter(({ at }) => (from === undefined || at >= from) && (to === undefined || at <= to))
    .filter(({ revision }) => after === undefined || revision > after)
    .filter(({ revision }) => before === undefined || revision < before)
    .map(({ revision }) => revision);
  return (query.newestFirst ? found.reverse() : found).slice(0, limit);
}

async function allPages(state: SharedState, query: AuditQuery): Promise<AuditEntry[]> {
  const seen: AuditEntry[] = [];
  let page: AuditResult = { entries: [], head: 0, next: query.newestFirst ? 1_000_000 : 0 };
  while (page.next !== undefined) {
    const position = query.newestFirst ? { before: page.next } : { after: page.next };
    page = await state.audit.query({ ...query, ...position });
    seen.push(...page.entries);
  }
  return seen;
}
