import { expect, test } from "vitest";
import { ProcessorShare } from "./processor-share.ts";

test("one processor for the whole time is 100, and two are 200", () => {
  const share = new ProcessorShare(0, 0);
  expect(share.look(1_000, 1_000)).toBe(100);
  expect(share.look(2_000, 3_000)).toBe(200);
});

test("what was used more than a second ago does not count any more", () => {
  const share = new ProcessorShare(0, 0);
  for (let atMs = 200; atMs <= 1_000; atMs += 200) share.look(atMs, atMs);
  for (let atMs = 1_200; atMs < 2_000; atMs += 200)
    expect(share.look(atMs, 1_000)).toBeLessThan(100);
  expect(share.look(2_000, 1_000)).toBe(0);
});

test("a process that stood still has used nothing meanwhile", () => {
  const share = new ProcessorShare(0, 0);
  share.look(200, 200);
  expect(share.look(10_200, 200)).toBeLessThan(3);
});

test("two looks at one moment divide by nothing", () => {
  const share = new ProcessorShare(5, 1);
  expect(share.look(5, 2)).toBe(0);
});
