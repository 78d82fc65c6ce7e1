import { describe, expect, test } from "vitest";
import { supervisorArguments } from "./commands/start.ts";
import { Narrator } from "./demo/narrator.ts";
import { coloursFor, table, wrap } from "./print.ts";
import { rememberingContext } from "./testing/remembering-context.ts";
import { readWhen } from "./when.ts";

describe("text for people", () => {
  test("colours do not count as width", () => {
    const { bold } = coloursFor(true);
    const [plain, coloured] = table([
      ["ab", "x"],
      [{ text: "a", paint: bold }, "y"],
    ]);
    expect(plain).toBe("ab  x");
    expect(coloured).toBe(`${bold("a")}   y`);
  });

  test("without colours there is not one escape", () => {
    const { bold, bad, heading } = coloursFor(false);
    expect([bold("a"), bad("b"), heading("c")]).toEqual(["a", "b", "c"]);
  });

  test("lines are broken at spaces and never longer than the width, words being shorter", () => {
    const lines = wrap("one two three four five six seven", 12, "  ");
    expect(lines.every((line) => line.length <= 12)).toBe(true);
    expect(lines.map((line) => line.trim()).join(" ")).toBe("one two three four five six seven");
  });

  test("blanks before a sentence stay, also where its first word is too long for the line", () => {
    expect(wrap("  one two three", 9, " ")).toEqual(["  one two", " three"]);
    expect(wrap("  encyclopaedia one", 9)).toEqual(["  encyclopaedia", "one"]);
    expect(wrap("one  two  three", 9)).toEqual(["one  two ", "three"]);
  });

  test("the narrator waits for the key before each act, and before nothing else", async () => {
    const { output, lines } = rememberingContext();
    const waitedAt: number[] = [];
    const narrator = new Narrator(output, async () => void waitedAt.push(lines.length));
    narrator.say("Once upon a time");
    await narrator.act("One", "idea");
    narrator.good("done");
    await narrator.act("Two", "idea");
    expect(waitedAt).toEqual([1, 5]);
  });
});

describe("times as people type them", () => {
  const now = Date.parse("2026-11-21T10:00Z");

  test("are local to the zone, or an instant, or the next such day", () => {
    const instant = Date.parse("2026-11-24T09:00Z");
    expect(readWhen("2026-11-24T10:00", "Europe/Berlin", now)).toBe(instant);
    expect(readWhen("2026-11-24T09:00Z", "Asia/Tokyo", now)).toBe(instant);
    expect(readWhen("tue 10:00", "Europe/Berlin", now)).toBe(instant);
    expect(readWhen("Tuesday 10:00", "Europe/Berlin", now)).toBe(instant);
  });

  test("that do not exist are refused", () => {
    for (const text of ["2027-03-28T02:30", "2027-02-30T10:00", "tue", "someday 10:00", ""]) {
      expect(() => readWhen(text, "Europe/Berlin", now)).toThrow();
    }
    expect(() => readWhen("tue 10:00", "Europe/Nowhere", now)).toThrow();
  });
});

test("the supervisor is told about the story only when there is one", () => {
  expect(supervisorArguments({})).toEqual([]);
  expect(supervisorArguments({ workshop: true })).toEqual(["--workshop"]);
  expect(supervisorArguments({ demo: true, exit: true, step: true })).toEqual([
    ...["--demo", "--exit", "--step"],
  ]);
  expect(() => supervisorArguments({ exit: true })).toThrow();
});
