import { describe, expect, it } from "vitest";
import { memoryState } from "../testing/memory-state.ts";
import {
  appendEvents,
  type Fold,
  foldEvents,
  foldStream,
  readStream,
  streamPosition,
} from "./streams.ts";

const stream = { category: "meeting", id: "m1" };
type Renamed = { type: "renamed"; data: string };
const names: Fold<string[], Renamed> = {
  initial: () => [],
  evolve: (state, { data }) => [...state, data],
};
const renamed = (...data: string[]): Renamed[] =>
  data.map((each) => ({ type: "renamed", data: each }));
const by = "ada";

describe("streams", () => {
  it("refuse an append at a position that is not theirs, and say which is", async () => {
    const { run } = memoryState();
    await run((tx) => appendEvents(tx, stream, renamed("a", "b"), { ifPosition: 0, now: 1, by }));
    for (const ifPosition of [0, 1, 3]) {
      const late = await run((tx) =>
        appendEvents(tx, stream, renamed("x"), { ifPosition, now: 2, by }),
      );
      expect(late).toEqual({ ok: false, reason: "position-mismatch", position: 2 });
    }
    expect(await run((tx) => foldStream(tx, stream, names))).toEqual({
      state: ["a", "b"],
      position: 2,
    });
  });

  it("let one of two writers win who decided on the same past", async () => {
    const { run } = memoryState();
    const write = (name: string) =>
      run((tx) => appendEvents(tx, stream, renamed(name), { ifPosition: 0, now: 1, by }));
    expect((await Promise.all([write("a"), write("b")])).map(({ ok }) => ok)).toEqual([
      true,
      false,
    ]);
  });

  it("change nothing when nothing is appended, but still say that the past has moved", async () => {
    const { run, engine } = memoryState();
    await run((tx) => appendEvents(tx, stream, renamed("a"), { now: 1, by }));
    const before = await engine.head();
    const nothing = await run((tx) => appendEvents(tx, stream, [], { ifPosition: 1, now: 2, by }));
    expect(nothing).toEqual({ ok: true, position: 1 });
    const late = await run((tx) => appendEvents(tx, stream, [], { ifPosition: 0, now: 2, by }));
    expect(late).toMatchObject({ reason: "position-mismatch" });
    expect(await engine.head()).toBe(before);
  });

  it("are read as of a position, as of a time, and as of now", async () => {
    const { run, state } = memoryState();
    for (const [now, name] of [
      [10, "a"],
      [20, "b"],
      [30, "c"],
    ] as const) {
      await run((tx) => appendEvents(tx, stream, renamed(name), { now, by }));
    }
    const meeting = state.stream(stream, names);
    expect(await meeting.fold()).toEqual(["a", "b", "c"]);
    expect(await meeting.fold({ asOf: { position: 2 } })).toEqual(["a", "b"]);
    expect(await meeting.fold({ asOf: { time: 20 } })).toEqual(["a", "b"]);
    expect(await meeting.fold({ asOf: { time: 19 } })).toEqual(["a"]);
    expect(await meeting.fold({ asOf: { time: 9 } })).toEqual([]);
    expect(await meeting.events()).toMatchObject([
      { position: 1, at: 10, by, type: "renamed", data: "a" },
      { position: 2, at: 20 },
      { position: 3, at: 30 },
    ]);
  });

  it("keep their order when the wall clock steps back", async () => {
    const { run, state } = memoryState();
    await run((tx) => appendEvents(tx, stream, renamed("a"), { now: 100, by }));
    await run((tx) => appendEvents(tx, stream, renamed("b"), { now: 40, by }));
    await run((tx) => appendEvents(tx, stream, renamed("c"), { now: 110, by }));
    const events = await state.stream(stream, names).events();
    expect(events.map(({ at }) => at)).toEqual([100, 100, 110]);
    expect(await state.stream(stream, names).fold({ asOf: { time: 99 } })).toEqual([]);
  });

  it("are in order beyond nine, and none sees another's events", async () => {
    const { run, state, engine } = memoryState();
    const many = Array.from({ length: 12 }, (_, index) => `n${index}`);
    await run((tx) => appendEvents(tx, stream, renamed(...many), { now: 1, by }));
    for (const id of ["m", "m11"]) {
      await run((tx) => appendEvents(tx, { ...stream, id }, renamed("other"), { now: 1, by }));
    }
    const events = await state.read((snapshot) => readStream<Renamed>(snapshot, stream));
    expect(foldEvents(events, names)).toEqual(many);
    expect(await run((tx) => streamPosition(tx, stream))).toBe(12);
    expect(await run((tx) => streamPosition(tx, { ...stream, id: "none" }))).toBe(0);
    await engine.close();
  });
});
