/** `scenarios/README.md` tells of every scenario what the scenario itself says, and of no other. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "../repository/sources.ts";
import { FOLDER, shippedScenarios } from "./shipped-scenarios.ts";

const page = readFileSync(join(root, FOLDER, "README.md"), "utf8");

/** story, what can go wrong, guarantee, `[file](file)` */
const rows = page
  .split("\n")
  .map((line) => line.split("|").map((cell) => cell.trim()))
  .filter((cells) => /^\[.+\.yaml\]\(.+\)$/.test(cells[4] ?? ""))
  .map(([, story, wrong, shows, link = ""]) => {
    const [, name, file] = /^\[(.+)\]\((.+)\)$/.exec(link) ?? [];
    return { story, wrong, shows, name, file };
  });

describe("the table of scenarios", () => {
  it("has each file once, and links to it", () => {
    const files = shippedScenarios().map(({ file }) => file);
    expect(rows.map(({ file }) => file).sort()).toEqual(files);
    expect(rows.filter(({ name, file }) => name !== file)).toEqual([]);
  });

  it.each(shippedScenarios())("says of $file what it says itself", ({ file, scenario }) => {
    const { story, shows } = scenario;
    const row = rows.find((each) => each.file === file);
    expect(row).toMatchObject({ story, shows });
    expect(row?.wrong).not.toBe("");
  });
});
