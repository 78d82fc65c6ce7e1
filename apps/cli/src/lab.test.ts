import { chapters, type LabVerdict } from "@holdfast/scenario-runner";
import { describe, expect, it } from "vitest";
import { EXIT } from "./exit-codes.ts";
import { hintLines, verdictLines } from "./lab/telling.ts";
import { coloursFor } from "./print.ts";
import { runCommand } from "./program.ts";
import { rememberingContext } from "./testing/remembering-context.ts";

const COLOURS = coloursFor(false);
const CONFLICT = { name: "one room", story: "Two ask for it." };
const FINDING = {
  check: "one-room-one-meeting",
  verdict: "violated",
  explanation: "It is one room.",
};

const VERDICT: LabVerdict = {
  seed: 4_711,
  held: false,
  steps: [
    { title: "First", verdict: "held", conflicts: 3 },
    {
      ...{ title: "Second", verdict: "violated", conflict: CONFLICT, history: [] },
      finding: { ...FINDING, verdict: "violated" },
    },
    { title: "Third", verdict: "not-judged" },
  ],
};

describe("holdfast lab", () => {
  it("lists the chapters", async () => {
    const context = rememberingContext();
    expect(await runCommand(["lab"], context)).toBe(EXIT.ok);
    expect(context.lines).toHaveLength(chapters().length);
  });

  it.each([["99"], ["one"], ["1", "--hint", "4"], ["1", "--seed", "-1"]])(
    "%s %s %s makes no sense",
    async (...words) => {
      expect(await runCommand(["lab", ...words], rememberingContext())).toBe(EXIT.usage);
    },
  );

  it("tells of each step, of what broke which promise, and of the seed", () => {
    const text = verdictLines(VERDICT, "hole.ts", COLOURS).join("\n");
    for (const told of ["✓ 1 First", "✗ 2 Second", "· 3 Third", FINDING.check, "4711"]) {
      expect(text).toContain(told);
    }
  });

  it("gives hints for the step that failed, as strong as was asked for and no stronger", () => {
    const [, lab] = chapters();
    const numbersAt = (strength: number) =>
      hintLines(lab!, VERDICT, strength, COLOURS)
        .map((line) => /^Hint (\d)/.exec(line)?.[1])
        .filter((number) => number !== undefined);
    expect([1, 2, 3].map(numbersAt)).toEqual([["1"], ["1", "2"], ["1", "2", "3"]]);
  });
});
