import { describe, expect, it } from "vitest";
import { momentText, ticksOf, timeText } from "./axis.ts";
import { clustersOf } from "./clusters.ts";
import type { Look, Mark } from "./drawing.ts";
import { clampSpan, spanAround, zoomed } from "./time-window.ts";

describe("times on the axis", () => {
  it.each([
    [0, 4],
    [0, 1_000],
    [12_345.6, 12_347.1],
    [0, 25_915],
    [0, 600_000],
    [0, 36_000_000],
  ])("from %d to %d there are some, round, told apart, and not too many", (fromMs, toMs) => {
    const ticks = ticksOf({ fromMs, toMs }, 8);
    expect(ticks.length).toBeGreaterThan(1);
    expect(ticks.length).toBeLessThanOrEqual(9);
    expect(ticks.every((ms) => ms >= fromMs && ms <= toMs)).toBe(true);
    const stepMs = ticks[1]! - ticks[0]!;
    expect(new Set(ticks.map((ms) => timeText(ms, stepMs))).size).toBe(ticks.length);
  });

  it("are told in the unit that fits", () => {
    expect(timeText(250, 50)).toBe("250 ms");
    expect(timeText(1_500, 500)).toBe("1.5 s");
    expect(timeText(65_000, 5_000)).toBe("1 min 05 s");
    expect(momentText(12_345.67)).toBe("12.346 s");
  });
});

describe("the part of the run that is in view", () => {
  const whole = { fromMs: 0, toMs: 1_000 };

  it("never leaves the run, nor becomes nothing", () => {
    expect(clampSpan({ fromMs: -500, toMs: 200 }, whole)).toEqual({ fromMs: 0, toMs: 700 });
    expect(clampSpan({ fromMs: -5_000, toMs: 5_000 }, whole)).toEqual(whole);
    const { fromMs, toMs } = clampSpan({ fromMs: 400, toMs: 400 }, whole);
    expect(toMs - fromMs).toBeGreaterThan(0);
    expect(clampSpan({ fromMs: 0, toMs: 9 }, { fromMs: 0, toMs: 0.1 }).toMs).toBeCloseTo(0.1);
  });

  it("keeps under the pointer what was there when it is zoomed", () => {
    const { fromMs, toMs } = zoomed({ fromMs: 0, toMs: 100 }, 0.5, 20);
    expect((20 - fromMs) / (toMs - fromMs)).toBeCloseTo(0.2);
  });

  it("has room beside a single moment", () => {
    const { fromMs, toMs } = spanAround([{ fromMs: 5, toMs: 5 }]);
    expect(fromMs).toBeLessThan(5);
    expect(toMs).toBeGreaterThan(5);
  });
});

describe("marks that are too close to be told apart", () => {
  it("become one that has them all and looks like the worst of them", () => {
    const marks = [mark("a", 0, 1), mark("b", 2, 3, "unknown"), mark("c", 4, 5)];
    const [cluster, ...others] = clustersOf(marks, 1, () => false);
    expect(others).toEqual([]);
    expect(cluster).toMatchObject({ fromMs: 0, toMs: 5, look: "unknown", marks });
  });

  it("come apart when they are seen closer, and lose none", () => {
    const marks = Array.from({ length: 50 }, (_, at) => mark(`m${at}`, at, at + 0.5));
    for (const pixelsPerMs of [0.01, 1, 5, 100]) {
      const all = clustersOf(marks, pixelsPerMs, () => false).flatMap((each) => each.marks);
      expect(all).toEqual(marks);
    }
    expect(clustersOf(marks, 100, () => false)).toHaveLength(50);
  });

  it("never swallow one of the witness, nor a long one", () => {
    const marks = [mark("a", 0, 1), mark("w", 1, 2), mark("long", 2, 90), mark("b", 90, 91)];
    const alone = clustersOf(marks, 1, ({ id }) => id === "w").map((each) => each.marks.length);
    expect(alone).toEqual([1, 1, 1, 1]);
  });
});

function mark(id: string, fromMs: number, toMs: number, look: Look = "ok"): Mark {
  const texts = { label: "", words: "", facts: [], lines: [1], main: true };
  return { id, track: 0, row: 0, shape: "bar", look, fromMs, toMs, ...texts };
}
