import type { DialRow } from "@holdfast/scenario-runner";
import { describe, expect, it } from "vitest";
import { dialLines } from "./commands/dial.ts";
import { EXIT } from "./exit-codes.ts";
import { coloursFor } from "./print.ts";
import { runCommand } from "./program.ts";
import { rememberingContext } from "./testing/remembering-context.ts";

const MEASURES = { asked: 8, done: 8, p50Ms: 1, p99Ms: 2, retries: 0, waitedMs: 0 };

function row(setting: "transaction" | "last-write-wins", donePerSecond: number): DialRow {
  const strength = setting === "transaction" ? "strong" : "weak";
  const measures = { ...MEASURES, donePerSecond };
  const counts = setting === "transaction" ? {} : { "lost-update": 7 };
  return {
    ...{ operation: "edit-meeting", setting, strength, expected: [], asExpected: true },
    staged: { anomalies: [], findings: [], counts },
    byChance: { anomalies: [], counts, measures },
  };
}

describe("holdfast dial", () => {
  it.each([
    ["--operation", "book-everything"],
    ["--seconds", "soon"],
    ["--seconds", "-1"],
    ["--seed", ""],
  ])("%s %s makes no sense", async (...options) => {
    expect(await runCommand(["dial", ...options], rememberingContext())).toBe(EXIT.usage);
  });

  it("prints a table for each operation, with bars in proportion", () => {
    const lines = dialLines(
      [row("transaction", 200), row("last-write-wins", 100)],
      coloursFor(false),
    );
    expect(lines[0]).toBe("edit-meeting");
    const bars = lines.map((line) => line.replaceAll(/[^█]/g, "").length);
    expect(bars).toEqual([0, 0, 12, 6, 0]);
    expect(lines[3]).toMatch(/^last-write-wins +lost-update × 7 +lost-update × 7 +100 /);
  });
});
