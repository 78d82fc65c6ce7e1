import { expect, test } from "vitest";
import { drawLag, type Sample, SHOWN_MS, withSample } from "./lag-chart.ts";

const box = { width: 120, height: 40 };

test("two minutes are kept, and one sample more, where the line comes in", () => {
  let samples: readonly Sample[] = [];
  for (let at = 0; at <= 200_000; at += 1_000) samples = withSample(samples, { at, lagMs: 0 });
  expect(samples[0]?.at).toBe(200_000 - SHOWN_MS - 1_000);
  expect(samples).toHaveLength(122);
});

test("after a long pause only the new one is kept, and what came in over the edge", () => {
  const samples = withSample([{ at: 0, lagMs: 1 }], { at: 900_000, lagMs: 2 });
  expect(samples).toEqual([{ at: 900_000, lagMs: 2 }]);
});

test("the latest is at the right edge, the most at the top, and nothing leaves the box", () => {
  const chart = drawLag(
    [
      { at: -50_000, lagMs: 0 },
      { at: 60_000, lagMs: 500 },
      { at: 120_000, lagMs: 250 },
    ],
    box,
  );
  expect(chart.line).toBe("M0 40L60 0L120 20");
  expect(chart).toMatchObject({ topMs: 500, mostMs: 500 });
});

test("a few milliseconds do not look like a mountain, and nothing is no line", () => {
  expect(drawLag([{ at: 0, lagMs: 5 }], box)).toMatchObject({ topMs: 100, line: "M120 38" });
  expect(drawLag([], box).line).toBe("");
});
