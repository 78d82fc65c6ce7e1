/** The glossary has each word once, in order, and leads to files that there are. */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { root } from "./sources.ts";

/** A path in the glossary is short: it begins in one of these. */
const BEGINNINGS = ["", "packages", "packages/shared-state/src"];

const rows = readFileSync(join(root, "GLOSSARY.md"), "utf8")
  .split("\n")
  .filter((line) => /^\| [a-z]/.test(line))
  .map((line) => line.split("|").map((cell) => cell.trim()))
  .map(([, word, meaning, where]) => ({ word: word!, meaning: meaning!, where: where! }))
  .filter(({ word }) => word !== "word");

it("the glossary has each word once, in alphabetical order, with a meaning", () => {
  const words = rows.map(({ word }) => word);
  expect(words.length).toBeGreaterThan(50);
  expect(words).toEqual([...new Set(words)].sort());
  expect(rows.filter(({ meaning, where }) => meaning === "" || where === "")).toEqual([]);
});

it("the glossary leads to files that there are", () => {
  const missing = rows.flatMap(({ word, where }) =>
    [...where.matchAll(/`([^`*]+)`/g)]
      .filter(([, path]) => !BEGINNINGS.some((from) => existsSync(join(root, from, path!))))
      .map(([, path]) => `${word}: ${path}`),
  );
  expect(missing).toEqual([]);
});
