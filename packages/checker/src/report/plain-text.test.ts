import { describe, expect, it } from "vitest";
import { escapeMarkup, plainText, scriptJson, shortText, valueText } from "./plain-text.ts";

const LINE_SEPARATOR = "\u2028";

describe("texts that somebody typed", () => {
  it.each([
    "<script>alert(1)</script>",
    `"><img src=x onerror=alert(1)>`,
    "' onfocus='alert(1)",
    "`alert(1)`",
    "&lt;b&gt;",
    "</title><script>",
  ])("cannot be taken for markup: %s", (text) => {
    const escaped = escapeMarkup(text);
    expect(escaped).not.toMatch(/[<>"'`]/);
    expect(escaped).not.toMatch(/&(?!#\d+;)/);
  });

  it.each([
    ["a line separator", LINE_SEPARATOR],
    ["a paragraph separator", "\u2029"],
    ["what turns the direction of writing", "\u202e"],
    ["what has no width", "\u200b"],
    ["a zero", "\0"],
    ["half of a pair", "\ud800"],
  ])("are written out where they cannot be seen: %s", (_, character) => {
    const code = character.codePointAt(0)!.toString(16);
    expect(plainText(`a${character}b`)).toBe(`a\\u{${code}}b`);
  });

  it("stay as they are in every language", () => {
    const text = "Łukasz, 東京, עברית, 👩‍🚀".replaceAll("\u200d", "");
    expect(plainText(text)).toBe(text);
  });

  it("do not end the script that they stand in, and come back whole", () => {
    const value = { name: `</script><!-- ${LINE_SEPARATOR} & "quoted" 'too'` };
    const json = scriptJson(value);
    expect(json).not.toMatch(/[<>&\u2028\u2029]/);
    expect(JSON.parse(json)).toEqual(value);
  });

  it("are cut between characters, never within one", () => {
    expect(shortText("👩👩👩", 2)).toBe("👩…");
    expect(shortText("ab", 2)).toBe("ab");
  });

  it("may be no texts at all", () => {
    expect(valueText(undefined)).toBe("nothing");
    expect(valueText({ a: [1] })).toBe(`{"a":[1]}`);
  });
});
