import { describe, expect, it } from "vitest";
import { z } from "zod";
import { memoryState } from "../testing/memory-state.ts";
import { retainedValues } from "./moments.ts";
import { appendEvents, type Fold } from "./streams.ts";

const KEY = ["counter"];
const stream = { category: "meeting", id: "m1" };
type Renamed = { type: "renamed"; data: string };
const latestName: Fold<string, Renamed> = { initial: () => "", evolve: (_, { data }) => data };

/** Puts 1, 2, 3 … a second apart, the first of them now. */
async function count({ state, clock }: ReturnType<typeof memoryState>, upTo: number) {
  for (let value = 1; value <= upTo; value++) {
    await state.transact((tx) => tx.put(KEY, value));
    clock.advance(1_000);
  }
}

describe("the whole state as of a moment", () => {
  it("is refused when it is no longer retained, or has not come", async () => {
    const test = memoryState({ retention: { commits: 3 } });
    await count(test, 9);
    const read = (revision: number) =>
      test.state.read((snapshot) => snapshot.get(KEY), { moment: { revision } });
    await expect(read(2)).rejects.toMatchObject({ code: "revision-not-retained" });
    await expect(read(10)).rejects.toMatchObject({ code: "revision-in-the-future" });
    expect(await read(9)).toBe(9);
  });

  it("knows how far back it can be read, to the very commit", async () => {
    for (const commits of [1, 2, 3, 8, 9, 100]) {
      const test = memoryState({ retention: { commits } });
      const start = test.clock.wallMs();
      await count(test, 9);
      const since = await test.state.retainedSince();
      const at = (moment: { revision: number }) =>
        test.state.read(async (snapshot) => snapshot.at, { moment });
      expect(since.at).toBe(await at(since));
      expect(since.at).toBe(since.revision === 0 ? 0 : start + (since.revision - 1) * 1_000);
      if (since.revision === 0) continue;
      const before = at({ revision: since.revision - 1 });
      await expect(before).rejects.toMatchObject({ code: "revision-not-retained" });
    }
  });

  it("is retained from the beginning in an empty store", async () => {
    expect(await memoryState().state.retainedSince()).toEqual({ revision: 0, at: 0 });
  });

  it("has no hold in it that had lapsed by then, though it was reaped later", async () => {
    const { state, clock } = memoryState({ reaping: false });
    const start = clock.wallMs();
    await state.holds.place(
      { resource: "room/turing", start: 0, end: 1 },
      { by: "ada", forMs: 50 },
    );
    clock.advance(1_000);
    await state.transact((tx) => tx.put(KEY, 1));
    const holdsAt = (time: number) =>
      state.read(async (snapshot) => (await snapshot.range({ prefix: ["hold"] })).length, {
        moment: { time },
      });
    expect(await holdsAt(start + 49)).toBe(1);
    expect(await holdsAt(start + 50)).toBe(0);
  });

  it("can be had of a document, and of a whole collection", async () => {
    const { state } = memoryState();
    const rooms = state.documents("room", z.object({ seats: z.number() }));
    await rooms.replace("turing", { seats: 4 });
    await rooms.replace("turing", { seats: 6 });
    await rooms.replace("hopper", { seats: 2 });
    const moment = { revision: 1 };
    expect(await rooms.get("turing", { moment })).toMatchObject({
      version: 1,
      value: { seats: 4 },
    });
    expect(await rooms.list({ moment })).toHaveLength(1);
    expect(await rooms.list()).toHaveLength(2);
  });
});

describe("an aggregate as of a moment", () => {
  it("folds as of any time, long after the store's own past has been trimmed", async () => {
    const test = memoryState({ retention: { commits: 1 } });
    const { state, clock } = test;
    const start = clock.wallMs();
    const times: number[] = [];
    for (const data of ["first", "second", "third"]) {
      const now = clock.wallMs();
      const event: Renamed = { type: "renamed", data };
      await state.transact((tx) => appendEvents(tx, stream, [event], { now, by: "ada" }));
      times.push(now);
      clock.advance(1_000);
    }
    await count(test, 50);
    const story = state.stream(stream, latestName);
    const [first = 0, second = 0] = times;
    expect(await story.fold({ asOf: { time: start - 1 } })).toBe("");
    expect(await story.fold({ asOf: { time: second - 1 } })).toBe("first");
    expect(await story.fold({ asOf: { time: second } })).toBe("second");
    expect(await story.fold({ asOf: { position: 1 } })).toBe("first");
    expect(await story.events({ asOf: { time: first } })).toHaveLength(1);
    const trimmed = story.fold({ asOf: { revision: 2 } });
    await expect(trimmed).rejects.toMatchObject({ code: "revision-not-retained" });
  });

  it("folds as of a revision, also one between two of its events", async () => {
    const test = memoryState();
    const append = (data: string) =>
      test.state.transact((tx) =>
        appendEvents(tx, stream, [{ type: "renamed", data }], { now: 5, by: "ada" }),
      );
    await append("first");
    await count(test, 2);
    await append("second");
    const story = test.state.stream(stream, latestName);
    for (const [revision, name] of [
      [0, ""],
      [1, "first"],
      [3, "first"],
      [4, "second"],
    ] as const) {
      expect(await story.fold({ asOf: { revision } })).toBe(name);
    }
    const future = story.fold({ asOf: { revision: 5 } });
    await expect(future).rejects.toMatchObject({ code: "revision-in-the-future" });
  });
});

describe("every value that was ever retained under a prefix", () => {
  const found = async ({ engine }: ReturnType<typeof memoryState>) => {
    const entries: string[] = [];
    for await (const { key, value } of retainedValues(engine, ["a"])) {
      entries.push(`${key.join("/")}=${value}`);
    }
    return new Set(entries);
  };

  it("has those that were overwritten and deleted, and none of a sibling prefix", async () => {
    const test = memoryState();
    for (const value of [1, 2]) await test.run((tx) => tx.put(["a", "x"], value));
    await test.run((tx) => tx.put(["ab"], 3));
    await test.run((tx) => tx.put(["a"], 4));
    await test.run((tx) => tx.delete(["a", "x"]));
    expect(await found(test)).toEqual(new Set(["a/x=1", "a/x=2", "a=4"]));
  });

  it("has what is still there from before the retained past, and nothing that was trimmed", async () => {
    const test = memoryState({ retention: { commits: 2 } });
    await test.run((tx) => tx.put(["a", "old"], 1));
    for (const value of [2, 3]) await test.run((tx) => tx.put(["a", "trimmed"], value));
    for (let commit = 0; commit < 9; commit++) await test.run((tx) => tx.put(["b"], commit));
    expect(await found(test)).toEqual(new Set(["a/old=1", "a/trimmed=3"]));
  });

  it("is whole, however many there are", async () => {
    const test = memoryState();
    for (const half of [0, 1]) {
      await test.run((tx) => {
        for (let id = 0; id < 125; id++) tx.put(["a", half, id], id);
      });
    }
    expect((await found(test)).size).toBe(250);
  });
});
