import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { CONDITION_NAMES } from "./conditions.ts";
import { FAULT_NAMES } from "./faults.ts";
import { readScenario } from "./read-scenario.ts";
import { scenario } from "./scenario.ts";
import { ACTION_NAMES, GROUPS } from "./steps.ts";

const page = (name: string) =>
  readFileSync(fileURLToPath(new URL(`../../../../docs/${name}`, import.meta.url)), "utf8");
const reference = page("reference/scenario-format.md");

/** The first cells of the table with that heading. */
function namesIn(heading: string): string[] {
  const table = reference.split(`\n| ${heading} |`)[1]?.split("\n\n")[0] ?? "";
  return [...table.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, name]) => name!);
}

describe("the reference has each word of the format, and no other", () => {
  it.each([
    ["key", Object.keys(scenario.shape)],
    ["action", ACTION_NAMES],
    ["group", GROUPS],
    ["condition", CONDITION_NAMES],
    ["fault", FAULT_NAMES],
  ])("%s", (heading, names) => {
    expect(namesIn(heading).sort()).toEqual([...names].sort());
  });
});

const samples = ["reference/scenario-format.md", "how-to/write-a-scenario.md"].flatMap((name) =>
  [...page(name).matchAll(/```yaml\n(name: [^`]*)```/g)].map(([, text]) => [name, text!] as const),
);

it.each(samples)("a sample of %s can be read", (_, text) => {
  expect(Object.keys(readScenario(text).actors)).toEqual(["ada", "grace"]);
});

it("both pages have a sample", () => {
  expect(samples).toHaveLength(2);
});
