/** The catalogue of failpoints, the places in the code and the reference page are equal. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { FAILPOINTS, type FailpointDescription } from "@holdfast/shared-state";
import { expect, it } from "vitest";
import { productionSources, root } from "./sources.ts";

const CATALOGUE = "packages/shared-state/src/failpoints.ts";
const names = Object.keys(FAILPOINTS).sort();

const placed = ["packages", "apps"]
  .flatMap(productionSources)
  .filter(({ path }) => path !== CATALOGUE)
  .flatMap(({ text }) =>
    [...text.matchAll(/\bfailpoint(?:Aside)?\(([^),]*)[^)]*\)/g)].map(([, name]) => name!),
  );

it("each failpoint of the catalogue stands somewhere in the code, and no other does", () => {
  const quoted = names.map((name) => `"${name}"`);
  expect([...new Set(placed)].sort()).toEqual(quoted);
});

it("each name says where, and whether something is still to come", () => {
  expect(names.length).toBeGreaterThanOrEqual(16);
  expect(names.filter((name) => !/^[a-z-]+\.(before|after)-[a-z-]+$/.test(name))).toEqual([]);
});

it("the page says of each what the catalogue says", () => {
  const page = readFileSync(join(root, "docs/reference/failpoints.md"), "utf8");
  const rows = page.split("\n").filter((line) => line.startsWith("| `"));
  const catalogue: [string, FailpointDescription][] = Object.entries(FAILPOINTS);
  const expected = catalogue.map(([name, { when, reason, inTransaction, notToFail }]) => {
    const inside = inTransaction ? "yes" : "no";
    const mayFail = notToFail === undefined ? "yes" : `no: ${notToFail}`;
    return `| \`${name}\` | ${when} | ${reason} | ${inside} | ${mayFail} |`;
  });
  expect(rows).toEqual(expected);
});
