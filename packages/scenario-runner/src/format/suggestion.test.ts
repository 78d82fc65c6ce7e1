import { describe, expect, it } from "vitest";
import { editDistance, suggestionFor } from "./suggestion.ts";

describe("what was probably meant", () => {
  it.each([
    ["bok", "book"],
    ["romm", "room"],
    ["plcae-hold", "place-hold"],
    ["kill-evrything", "kill-everything"],
  ])("%s: %s", (written, meant) => {
    const known = ["book", "room", "move", "place-hold", "kill", "kill-everything"];
    expect(suggestionFor(written, known)).toBe(meant);
  });

  it("is nothing when nothing is near", () => {
    expect(suggestionFor("breakfast", ["book", "move"])).toBeUndefined();
    expect(suggestionFor("", ["book"])).toBeUndefined();
  });

  it.each([
    ["", "", 0],
    ["", "abc", 3],
    ["abc", "", 3],
    ["ab", "ba", 1],
    ["kitten", "sitting", 3],
    ["ca", "abc", 3],
  ])("from %j to %j it is so far", (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance);
    expect(editDistance(b, a)).toBe(distance);
  });
});
