import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "../repository/sources.ts";
import { WITNESS_MAX } from "./bug.ts";
import { BUGS } from "./bugs.ts";
import { bugsTable } from "./bugs-table.ts";
import { applyPatches } from "./patches.ts";

const PATCH = { module: "packages/some/dist/module.js", find: "a < b", replace: "a <= b" };

describe("a patch", () => {
  it("changes what it finds once", () => {
    expect(applyPatches("if (a < b) c();", [PATCH])).toBe("if (a <= b) c();");
  });

  it.each([
    ["is not there", "if (a > b) c();"],
    ["is there twice", "if (a < b || a < b) c();"],
  ])("is an error when what it looks for %s", (_, source) => {
    expect(() => applyPatches(source, [PATCH])).toThrow();
  });

  it("may replace by what has a special meaning in replacements", () => {
    expect(applyPatches("a < b", [{ ...PATCH, replace: "$&$1" }])).toBe("$&$1");
  });
});

describe("the planted bugs", () => {
  it("are so many, and so many of them were reported of real projects", () => {
    expect(BUGS.length).toBeGreaterThanOrEqual(20);
    expect(new Set(BUGS.map(({ name }) => name)).size).toBe(BUGS.length);
    expect(BUGS.filter(({ report }) => report !== undefined).length).toBeGreaterThanOrEqual(8);
  });

  it("have witnesses that a person can follow", () => {
    const long = BUGS.filter(({ caughtBy }) => caughtBy.witness > WITNESS_MAX);
    expect(long.map(({ name }) => name)).toEqual([]);
  });

  it("are those of test/BUGS.md, one row each", () => {
    const text = readFileSync(join(root, "test/BUGS.md"), "utf8");
    const rows = text.split("\n").filter((line) => line.startsWith("|"));
    expect(rows).toEqual(bugsTable());
  });
});
