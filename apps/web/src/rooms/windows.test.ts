import { describe, expect, test } from "vitest";
import { HOUR_MS } from "../time/ranges.ts";
import { levelled, seenFrom, visibleRows, visibleTime } from "./windows.ts";

describe("the lanes that are drawn", () => {
  const rows = { rowHeight: 50, count: 1_000 };

  test("are those in sight at every offset, and few others", () => {
    for (let offset = 0; offset < 49_000; offset += 337) {
      const { top } = seenFrom({
        scrollLeft: 0,
        scrollTop: offset,
        clientWidth: 0,
        clientHeight: 800,
      });
      const { first, last } = visibleRows({ top: -top, height: 800 }, rows);
      expect(first).toBeLessThanOrEqual(Math.floor(offset / 50));
      expect(last).toBeGreaterThanOrEqual(Math.min(Math.ceil((offset + 800) / 50), 1_000));
      expect(last - first).toBeLessThan(40);
    }
  });

  test("are none of what is far below or above", () => {
    const below = visibleRows({ top: 5_000, height: 800 }, rows);
    expect(below.last - below.first).toBe(0);
    const above = visibleRows({ top: -90_000, height: 800 }, rows);
    expect(above.last - above.first).toBe(0);
  });
});

describe("the hours that are drawn", () => {
  const scale = { start: 0, end: 168 * HOUR_MS, hourWidth: 24 };

  test("are those in sight at every offset", () => {
    for (let offset = 0; offset < 3_000; offset += 131) {
      const { left } = seenFrom({
        scrollLeft: offset,
        scrollTop: 0,
        clientWidth: 1_000,
        clientHeight: 0,
      });
      const { start, end } = visibleTime({ left, width: 1_000 }, scale);
      expect((start / HOUR_MS) * 24).toBeLessThanOrEqual(offset);
      expect((end / HOUR_MS) * 24).toBeGreaterThanOrEqual(offset + 1_000);
    }
  });
});

describe("what overlaps", () => {
  test("is drawn side by side, and what touches is not", () => {
    const [a, b, c] = [
      { start: 0, end: 10 },
      { start: 5, end: 12 },
      { start: 12, end: 20 },
    ];
    const drawn = levelled([c, b, a]);
    expect(drawn).toEqual([
      { interval: a, level: 0, levels: 2 },
      { interval: b, level: 1, levels: 2 },
      { interval: c, level: 0, levels: 1 },
    ]);
  });

  test("takes a level again that has become free", () => {
    const drawn = levelled([
      { start: 0, end: 100 },
      { start: 0, end: 10 },
      { start: 10, end: 20 },
    ]);
    expect(drawn.map(({ level }) => level)).toEqual([0, 1, 1]);
    expect(drawn.map(({ levels }) => levels)).toEqual([2, 2, 2]);
  });
});
