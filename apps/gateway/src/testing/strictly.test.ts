import { describe, expect, it } from "vitest";
import { z } from "zod";
import { strictly } from "./strictly.ts";

const inner = z.object({ name: z.string(), tags: z.array(z.string()).default([]) });
const usual = z.object({
  one: inner,
  many: z.array(inner).optional(),
  either: z.union([inner, z.object({ id: z.string() })]).nullish(),
  open: z.looseObject({ reason: z.string() }).optional(),
});
const strict = strictly(usual);
const whole = { name: "a", tags: [] };

describe("a schema, taken strictly", () => {
  it("takes what the usual one takes when nothing is amiss", () => {
    const told = { one: whole, many: [whole], either: { id: "b" }, open: { reason: "c", more: 1 } };
    expect(strict.parse(told)).toEqual(told);
    expect(strict.parse({ one: whole, either: null })).toEqual({ one: whole, either: null });
  });

  it.each([
    ["at the top", { one: whole, more: 1 }],
    ["within a member", { one: { ...whole, more: 1 } }],
    ["within a list", { one: whole, many: [{ ...whole, more: 1 }] }],
    ["within one of several", { one: whole, either: { id: "b", more: 1 } }],
  ])("refuses a member that it does not name, %s, which the usual one overlooks", (_, told) => {
    expect(usual.safeParse(told).success).toBe(true);
    expect(strict.safeParse(told).success).toBe(false);
  });

  it("does not fill in what is missing", () => {
    expect(usual.safeParse({ one: { name: "a" } }).success).toBe(true);
    expect(strict.safeParse({ one: { name: "a" } }).success).toBe(false);
  });

  it("refuses what the usual one refuses", () => {
    expect(strict.safeParse({ one: whole, open: {} }).success).toBe(false);
    expect(strict.safeParse({}).success).toBe(false);
  });
});
