import { basename } from "node:path";
import { expect, it } from "vitest";
import { filesUnder } from "./sources.ts";

/**
 * The page's styles know no scopes: what keeps them apart is that each class belongs to one file. Colours
 * have one home, so that light, dark and contrast are looked after in one place.
 */

const TOKENS = "tokens.css";
/** A hexadecimal colour, or one that is made by a function. Names of colours are words of others, too. */
const COLOUR = /#[0-9a-f]{3,8}\b|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color)\(/gi;

const styles = filesUnder("apps/web/src", ".css").map(({ path, text }) => ({
  path,
  text: text.replace(/\/\*[\s\S]*?\*\//g, ""),
}));

/** The class that each selector begins with, perhaps after an element: of `button.plain > .x` it is `plain`. */
function classesOf(text: string): Set<string> {
  const selectors = [...text.matchAll(/([^{}@;]+)\{/g)].flatMap(([, rule]) => splitOutside(rule!));
  const first = selectors.map((each) => /^[a-z0-9]*(?::(?:is|where)\()?\.([\w-]+)/.exec(each)?.[1]);
  return new Set(first.filter((name) => name !== undefined));
}

/** At commas that no parenthesis surrounds. */
function splitOutside(rule: string): string[] {
  return rule.split(/,(?![^(]*\))/).map((each) => each.trim());
}

it("finds the class that a rule begins with", () => {
  const found = classesOf("a.b > .c, .d:hover { } @media (x) { .e { } .f .g { } } h1 { }");
  expect([...found]).toEqual(["b", "d", "e", "f"]);
});

it("no class begins rules in two files of the page", () => {
  const owners = new Map<string, string[]>();
  for (const { path, text } of styles) {
    for (const name of classesOf(text)) owners.set(name, [...(owners.get(name) ?? []), path]);
  }
  expect(owners.size).toBeGreaterThan(100);
  expect([...owners].filter(([, paths]) => paths.length > 1)).toEqual([]);
});

it("no colour stands outside the page's tokens", () => {
  const outside = styles
    .filter(({ path }) => basename(path) !== TOKENS)
    .flatMap(({ path, text }) => (text.match(COLOUR) ?? []).map((colour) => `${path}: ${colour}`));
  expect(outside).toEqual([]);
});
