import { expect, test } from "vitest";
import { readLines, unescapeText } from "./content-lines.ts";

const line = (text: string) => readLines(text)[0];

test("a folded line is joined, wherever the fold is, also within a word or an escape", () => {
  expect(readLines("SUMMARY:Plan\r\n ning\r\nX-A:b")).toEqual([
    { name: "SUMMARY", parameters: new Map(), value: "Planning" },
    { name: "X-A", parameters: new Map(), value: "b" },
  ]);
  expect(line("SUMMARY:a\\\r\n\tnb")?.value).toBe("a\\nb");
});

test("a colon, a semicolon and a comma in quotes belong to the parameter", () => {
  const read = line("ATTENDEE;CN=\"Reed; Marcus: the, 'first'\";RSVP=TRUE:mailto:m@example.org");
  expect(read?.parameters.get("CN")).toBe("Reed; Marcus: the, 'first'");
  expect(read?.parameters.get("RSVP")).toBe("TRUE");
  expect(read?.value).toBe("mailto:m@example.org");
});

test("a parameter's escapes are those of RFC 6868, and a text's are not", () => {
  expect(line("X;CN=^'Ada^' ^^ ^n\\n:v")?.parameters.get("CN")).toBe('"Ada" ^ \n\\n');
});

test("a text's escapes are read once, from left to right", () => {
  expect(unescapeText("a\\, b\\; c\\nd\\N\\\\n \\x")).toBe("a, b; c\nd\n\\n \\x");
});

test("lines that are none are left out", () => {
  expect(readLines("\r\nno colon\r\n<b>:x\r\n:empty\r\n")).toEqual([]);
});
