import { ManualClock } from "@holdfast/shared-state/engine";
import { beforeEach, expect, test } from "vitest";
import { answerSignals } from "./signals.ts";

let clock: ManualClock;
let answers: string[];
let signal: () => void;
beforeEach(() => {
  clock = new ManualClock();
  answers = [];
  const supervisor = { stop: () => answers.push("stop"), killAll: () => answers.push("kill") };
  signal = answerSignals(supervisor, clock);
});

test("one key press that arrives three times is one key press", () => {
  signal();
  clock.advance(50);
  signal();
  clock.advance(50);
  signal();
  expect(answers).toEqual(["stop"]);
});

test("a second key press kills", () => {
  signal();
  clock.advance(1_000);
  signal();
  expect(answers).toEqual(["stop", "kill"]);
});
