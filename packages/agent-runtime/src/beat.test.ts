import { expect, test } from "vitest";
import { type Beat, BeatReader, encodeBeat } from "./beat.ts";

const beat: Beat = {
  beat: 1,
  phase: "ready",
  mainLagMs: 0,
  lock: "outside",
  lockForMs: 100,
  rssBytes: 1_000,
};

test("a pipe may cut a line anywhere", () => {
  const second = { ...beat, beat: 2 };
  const text = encodeBeat(beat) + encodeBeat(second);
  for (let cut = 0; cut <= text.length; cut += 1) {
    const reader = new BeatReader();
    expect([...reader.read(text.slice(0, cut)), ...reader.read(text.slice(cut))]).toEqual([
      beat,
      second,
    ]);
  }
});

test("what is not a beat is skipped, and the next beat is read", () => {
  const hostile = ["", "null", "[]", "{}", "}{", '"beat"', JSON.stringify({ ...beat, lock: "x" })];
  const reader = new BeatReader();
  for (const line of hostile) expect(reader.read(`${line}\n`)).toEqual([]);
  expect(reader.read(encodeBeat(beat))).toEqual([beat]);
});

test("a line without end is not kept", () => {
  const reader = new BeatReader();
  expect(reader.read("x".repeat(100_000))).toEqual([]);
  expect(reader.read(`\n${encodeBeat(beat)}`)).toEqual([beat]);
});
