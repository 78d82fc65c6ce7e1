import { describe, expect, it } from "vitest";
import { memoryState } from "../testing/memory-state.ts";
import {
  addInterval,
  checkSlot,
  diaryDays,
  readDiary,
  removeInterval,
  SLOT_DAYS_MAX,
  takenIntervals,
} from "./diaries.ts";
import { type DiaryPage, readDiaryPage } from "./diary-page.ts";
import type { Transaction } from "./engine.ts";
import { confirmHold, placeHold } from "./holds.ts";
import { keyspace } from "./keyspace.ts";
import { inSnapshot } from "./watches.ts";

const resource = "room/turing";
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const midnight = Date.UTC(2026, 10, 24);
const booked = (booking: string, fromHour: number, toHour: number) => ({
  start: midnight + fromHour * HOUR_MS,
  end: midnight + toHour * HOUR_MS,
  booking,
});
const slot = (fromHour: number, toHour: number) => ({
  resource,
  start: midnight + fromHour * HOUR_MS,
  end: midnight + toHour * HOUR_MS,
});
/** As it stands in the store, what no longer counts included. */
const storedDay = (tx: Transaction) => {
  const stored = tx.get<DiaryPage>(keyspace.diary(resource, "2026-11-24"));
  return stored && readDiaryPage("2026-11-24", stored);
};

describe("diaries", () => {
  it("tell overlapping from touching", async () => {
    const { run, engine } = memoryState();
    const ten = booked("m1", 10, 20);
    await run((tx) => addInterval(tx, resource, ten));
    const found = async (fromHour: number, toHour: number) => {
      const asked = slot(fromHour, toHour);
      const { found } = await inSnapshot(engine, (snapshot) => readDiary(snapshot, asked));
      return [await run((tx) => takenIntervals(tx, asked)), found];
    };
    for (const [from, to] of [
      [10, 20],
      [19, 30],
      [0, 11],
      [12, 13],
      [9, 21],
    ] as const) {
      expect(await found(from, to)).toEqual([[ten], [ten]]);
    }
    for (const [from, to] of [
      [20, 30],
      [0, 10],
    ] as const) {
      expect(await found(from, to)).toEqual([[], []]);
    }
  });

  it("name the UTC days that a slot touches: one that ends at midnight does not touch the next", () => {
    expect(diaryDays(slot(-1, 0))).toEqual(["2026-11-23"]);
    expect(diaryDays(slot(0, 1))).toEqual(["2026-11-24"]);
    expect(diaryDays(slot(-1, 1))).toEqual(["2026-11-23", "2026-11-24"]);
    const longest = { start: midnight - 1, end: midnight - 1 + (SLOT_DAYS_MAX - 1) * DAY_MS };
    expect(diaryDays(longest)).toHaveLength(SLOT_DAYS_MAX);
  });

  it.each([
    ["of no length", midnight, midnight],
    ["that ends before it starts", midnight, midnight - 1],
    ["of half a millisecond", midnight, midnight + 0.5],
    ["without an end", midnight, Number.POSITIVE_INFINITY],
    ["at no time", Number.NaN, midnight],
    ["before 1970", -1, 1],
    ["beyond 9999", Date.UTC(10_000, 0) - 1, Date.UTC(10_000, 0) + 1],
    ["beyond what a date can say", 9e15, 9e15 + 1],
    ["longer than a week", midnight, midnight + 7 * DAY_MS + 1],
  ])("refuse a slot %s", (_name, start, end) => {
    expect(() => checkSlot({ start, end })).toThrow(
      expect.objectContaining({ code: "slot-invalid" }),
    );
  });

  it("take the longest, the first and the last slot that there is", () => {
    for (const [start, end] of [
      [midnight, midnight + 7 * DAY_MS],
      [0, 1],
      [Date.UTC(10_000, 0) - 1, Date.UTC(10_000, 0)],
    ] as const) {
      checkSlot({ start, end });
    }
  });

  it("show an interval across midnight on both days, once, and take it out of both", async () => {
    const { run, engine } = memoryState();
    const across = booked("m1", -1, 1);
    await run((tx) => addInterval(tx, resource, across));
    for (const each of [slot(-1, 0), slot(0, 1), slot(-24, 24)]) {
      expect(await run((tx) => takenIntervals(tx, each))).toEqual([across]);
    }
    await run((tx) => removeInterval(tx, resource, across));
    const left = await engine.snapshot();
    expect(await left.range({ prefix: keyspace.diaries() })).toEqual([]);
  });

  it("take out one owner's interval only, and only that very interval", async () => {
    const { run } = memoryState();
    const mine = booked("m1", 9, 10);
    const moved = booked("m1", 10, 11);
    await run((tx) => {
      addInterval(tx, resource, mine);
      addInterval(tx, resource, moved);
      removeInterval(tx, resource, booked("m2", 9, 10));
      removeInterval(tx, resource, mine);
    });
    expect(await run((tx) => takenIntervals(tx, slot(0, 24)))).toEqual([moved]);
  });

  it("have an interval once, however often it is added", async () => {
    const { run } = memoryState();
    const mine = booked("m1", 9, 10);
    await run((tx) => addInterval(tx, resource, mine));
    await run((tx) => addInterval(tx, resource, mine));
    expect(await run(storedDay)).toEqual([mine]);
  });

  it("keep the owner's name whatever it is made of", async () => {
    const { run } = memoryState();
    const names = ["two words", "a;line", "back\\slash\\s;", "", "1..2 held x"];
    for (const [index, name] of names.entries()) {
      await run((tx) => addInterval(tx, resource, booked(name, index, index + 1)));
    }
    const taken = await run((tx) => takenIntervals(tx, slot(0, 24)));
    expect(taken).toEqual(names.map((name, index) => booked(name, index, index + 1)));
    await run((tx) => removeInterval(tx, resource, booked("a;line", 1, 2)));
    expect(await run((tx) => takenIntervals(tx, slot(1, 2)))).toEqual([]);
  });

  it("are swept of a lapsed hold by whoever takes its place", async () => {
    const { run, clock } = memoryState({ reaping: false });
    const request = { id: "h1", by: "ada", forMs: 100, now: 0 };
    await run((tx) => placeHold(tx, slot(9, 10), request));
    clock.advance(100);
    expect(await run((tx) => takenIntervals(tx, slot(0, 24)))).toEqual([]);
    await run((tx) => addInterval(tx, resource, booked("m1", 9.5, 12)));
    expect(await run(storedDay)).toEqual([booked("m1", 9.5, 12)]);
  });

  it("do not count what a lapsed hold left once its id is used again, elsewhere or there", async () => {
    const { run, clock, state } = memoryState({ reaping: false });
    const request = { id: "h1", by: "ada", forMs: 100, now: 0 };
    await run((tx) => placeHold(tx, slot(9, 10), request));
    clock.advance(100);
    await run((tx) => placeHold(tx, slot(11, 12), request));
    const held = { start: slot(11, 12).start, end: slot(11, 12).end, hold: "h1" };
    expect(await run((tx) => takenIntervals(tx, slot(0, 24)))).toEqual([held]);
    expect(await state.read((snapshot) => readDiary(snapshot, slot(0, 24)))).toHaveLength(1);
    clock.advance(100);
    await run((tx) => placeHold(tx, slot(11, 12), request));
    expect(await run((tx) => takenIntervals(tx, slot(0, 24)))).toEqual([held]);
  });

  it("are read from a snapshot over any number of days, with whose a hold is and for how long", async () => {
    const { run, clock, state } = memoryState({ reaping: false });
    await run((tx) => {
      placeHold(tx, slot(9, 10), { id: "dead", by: "bob", forMs: 100, now: 0 });
      placeHold(tx, slot(-1, 1), { id: "live", by: "ada", forMs: 500, now: 0 });
      placeHold(tx, slot(20 * 24, 20 * 24 + 1), { id: "later", by: "ada", forMs: 500, now: 0 });
      confirmHold(tx, "later", { fence: 1, booking: "m1" });
    });
    clock.advance(200);
    const entries = await state.read((snapshot) => readDiary(snapshot, slot(-24, 30 * 24)));
    expect(entries).toEqual([
      { start: slot(-1, 1).start, end: slot(-1, 1).end, hold: "live", by: "ada", leftMs: 300 },
      booked("m1", 20 * 24, 20 * 24 + 1),
    ]);
  });

  it.each(["no page", "0..1", ";;", "0..3600000 held h"])(
    "are read to their end also when they are no page of ours: %s",
    (page) => {
      expect(readDiaryPage("2026-11-24", page).length).toBeLessThanOrEqual(2);
    },
  );
});
