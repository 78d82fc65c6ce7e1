import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeKey, encodeKey, encodePrefix, hasPrefix, type Key, type KeyPart } from "./keys.ts";

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 6 }),
  fc.string({
    unit: fc.constantFrom("\0", "\x01", "\x02", "a", "b", "ÿ", "€", "😀"),
    maxLength: 4,
  }),
);
const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.constantFrom(0, -0, 1, -1, Number.MIN_VALUE, Number.MAX_VALUE, -Number.MIN_VALUE),
);
const part: fc.Arbitrary<KeyPart> = fc.oneof(text, number);
const key: fc.Arbitrary<Key> = fc.array(part, { maxLength: 4 });

/** What the header of `keys.ts` says, spelt out: part by part, numbers first, a prefix first. */
function compareKeys(a: Key, b: Key): number {
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    const order = compareParts(a[index]!, b[index]!);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function compareParts(a: KeyPart, b: KeyPart): number {
  if (typeof a === "number" && typeof b === "number") return a - b === 0 ? 0 : a < b ? -1 : 1;
  if (typeof a === "number") return -1;
  if (typeof b === "number") return 1;
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function compareEncoded(a: Key, b: Key): number {
  const [x, y] = [encodeKey(a), encodeKey(b)];
  return x < y ? -1 : x > y ? 1 : 0;
}

describe("keys", () => {
  it("are ordered by their encoding as by their parts", () => {
    fc.assert(
      fc.property(key, key, (a, b) => {
        expect(compareEncoded(a, b)).toBe(Math.sign(compareKeys(a, b)));
      }),
      { numRuns: 3_000 },
    );
  });

  it("come back from their encoding as they were", () => {
    fc.assert(
      fc.property(key, (each) => {
        const expected = each.map((part) => (part === 0 ? 0 : part));
        expect(decodeKey(encodeKey(each))).toEqual(expected);
      }),
      { numRuns: 3_000 },
    );
  });

  it("lie within the bounds of a prefix when, and only when, they begin with its parts", () => {
    fc.assert(
      fc.property(key, key, fc.boolean(), (prefix, rest, related) => {
        const each = related ? [...prefix, ...rest] : rest;
        const { start, end } = encodePrefix(prefix);
        const encoded = encodeKey(each);
        expect(start <= encoded && encoded < end).toBe(hasPrefix(each, prefix));
      }),
      { numRuns: 3_000 },
    );
  });

  it.each([
    [["a"], ["ab"]],
    [["a"], ["a\0"]],
    [["a", ""], ["a\0"]],
    [["a", "b"], ["ab"]],
    [[1], ["1"]],
    [[-2], [-1]],
    [[2], [10]],
  ] as [Key, Key][])("%j comes before %j and is no prefix of it by accident", (a, b) => {
    expect(compareEncoded(a, b)).toBe(-1);
    expect(encodeKey(b) < encodePrefix(a).end).toBe(hasPrefix(b, a));
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, "\ud800", "x\udc00", null, undefined, true])(
    "refuse the part %s",
    (part) => {
      expect(() => encodeKey(["a", part as KeyPart])).toThrow(
        expect.objectContaining({ code: "key-invalid" }),
      );
    },
  );
});
