import { describe, expect, it } from "vitest";
import { ID_LENGTH, newId } from "./ids.ts";

const NOW = Date.UTC(2026, 10, 21);

describe("an id", () => {
  it("differs from every other, also of the same millisecond", () => {
    expect(new Set(Array.from({ length: 10_000 }, () => newId(NOW))).size).toBe(10_000);
  });

  it("sorts by the time at which it was made, across all digits of the time", () => {
    const times = [0, 1, 35, 36, NOW, NOW + 1, 36 ** 8 - 1, 36 ** 8, Date.UTC(5_000, 0)];
    const ids = times.map((time) => newId(time));
    expect([...ids].sort()).toEqual(ids);
  });

  it("has one length and one alphabet, of whatever time it is", () => {
    for (const time of [0, 0.5, NOW, NOW + 0.999, 36 ** 9 - 1, 36 ** 9, 36 ** 10]) {
      expect(newId(time)).toMatch(new RegExp(`^[0-9a-z]{${ID_LENGTH}}$`));
    }
  });
});
