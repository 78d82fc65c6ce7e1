import { describe, expect, it } from "vitest";
import { displayName, identifier } from "./identifier.ts";

describe("an identifier", () => {
  it.each(["a", "7", "alan-turing", "a--b", "a".repeat(64)])("may be %s", (id) => {
    expect(identifier.parse(id)).toBe(id);
  });

  it.each([
    ...["", "-", "-a", "a-", "A", "ä", "a b", "a/b", "a.b", "a_b", "a\n", "a\0", "../a", "%2e"],
    "a".repeat(65),
  ])("may not be %j", (id) => {
    expect(identifier.safeParse(id).success).toBe(false);
  });
});

describe("a name that people read", () => {
  it.each([
    ["as it is", "Ada Lovelace"],
    ["of any script", "阿達・洛芙萊斯"],
    ["with quotes and commas", `Ada "The Countess", Lovelace; née Byron`],
    ["with an emoji of several parts", "Ada 👩‍💻"],
    ["of 200 characters", "a".repeat(200)],
  ])("is taken %s", (_how, name) => {
    expect(displayName.parse(name)).toBe(name);
  });

  it("loses the blanks around it", () => {
    expect(displayName.parse("  Ada ")).toBe("Ada");
  });

  it.each([
    ["nothing", ""],
    ["blanks only", " \t "],
    ["a line break", "Ada\nLovelace"],
    ["a carriage return", "Ada\rLovelace"],
    ["a line separator", "Ada\u2028Lovelace"],
    ["a paragraph separator", "Ada\u2029Lovelace"],
    ["a next-line character", "Ada\u0085Lovelace"],
    ["a null character", "Ada\0"],
    ["half of a surrogate pair", "Ada \ud83d"],
    ["more than 200 characters", "a".repeat(201)],
  ])("is refused with %s", (_what, name) => {
    expect(displayName.safeParse(name).success).toBe(false);
  });
});
