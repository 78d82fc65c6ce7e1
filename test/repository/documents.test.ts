/** Documents lead to where they say, and the same noun has the same file name in every layer. */

import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { documents, withoutCode } from "../documents/documents.ts";
import { filesUnder, root } from "./sources.ts";

const CORE = "packages/shared-state/src";

/** What agents coordinate through: each has a source file and a page of its name. */
const PRIMITIVES = [
  ...["documents", "leases", "locks", "holds", "streams", "tasks", "sagas", "projections"],
  ...["presence", "watches", "roles", "audit", "transactions"],
];

/** Pages about more, or about another thing, than the source file of their name. */
const SOURCES: Readonly<Record<string, readonly string[]>> = {
  transactions: [`${CORE}/engine.ts`, `${CORE}/transaction-buffer.ts`],
  leases: [`${CORE}/engine.ts`, `${CORE}/kept-lease.ts`],
  "time-travel": [`${CORE}/moments.ts`],
  "session-guarantees": [`${CORE}/sessions.ts`],
  "engine-lmdb": ["packages/engine-lmdb/src/lmdb-engine.ts"],
  dial: ["packages/scenario-runner/src/dial/dial.ts"],
  checker: ["packages/checker/src/judge.ts"],
  durability: [`${CORE}/engine.ts`],
  consistency: ["test/repository/consistency.test.ts"],
  performance: ["bench/main.ts"],
  linearizability: ["packages/checker/src/linearizability/search.ts"],
};

const all = documents();
const byPath = all.map(({ path, text }) => [path, text] as const);
const pages = filesUnder("docs/explanation", ".md").map(({ path }) => basename(path, ".md"));

describe("links of documents lead somewhere", () => {
  it.each(byPath)("%s", (path, text) => {
    const broken = linksIn(text).filter((link) => !leadsSomewhere(path, link));
    expect(broken).toEqual([]);
  });
});

describe("code paths that documents name are there", () => {
  it.each(byPath)("%s", (path, text) => {
    const named = withoutCode(text).matchAll(
      /`((?:packages|apps|test|bench|docs|scripts)\/[\w./-]+)`/g,
    );
    const missing = [...named].map(([, file]) => file!).filter((file) => !exists(file));
    expect(missing, path).toEqual([]);
  });
});

it.each(PRIMITIVES)("the primitive %s has a page", (primitive) => {
  expect(pages).toContain(primitive);
});

it.each(pages)("docs/explanation/%s.md explains a source that there is", (page) => {
  const sources = SOURCES[page] ?? [`${CORE}/${page}.ts`];
  expect(sources.filter((source) => !exists(source))).toEqual([]);
});

it("a link that leads nowhere would be noticed", () => {
  expect(leadsSomewhere("README.md", "docs/no-such-page.md")).toBe(false);
  expect(leadsSomewhere("README.md", "GLOSSARY.md#no-such-heading")).toBe(false);
  expect(leadsSomewhere("README.md", "ARCHITECTURE.md#invariants")).toBe(true);
});

function exists(file: string): boolean {
  return existsSync(join(root, file));
}

function linksIn(text: string): string[] {
  const links = withoutCode(text).matchAll(/\]\(([^()\s]+)\)/g);
  return [...links].map(([, link]) => link!).filter((link) => !/^(https?|mailto):/.test(link));
}

function leadsSomewhere(from: string, link: string): boolean {
  const [file = "", anchor] = link.split("#");
  const path = file === "" ? from : join(dirname(from), file).replaceAll("\\", "/");
  if (anchor === undefined) return exists(path);
  const target = all.find((document) => document.path === path);
  return target !== undefined && anchorsOf(target.text).includes(anchor);
}

/** As GitHub makes them. */
function anchorsOf(text: string): string[] {
  const headings = [...withoutCode(text).matchAll(/^#+ +(.+)$/gm)].map(([, heading]) => heading!);
  const seen = new Map<string, number>();
  return headings.map((heading) => {
    const words = heading.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, "");
    const slug = words.trim().replaceAll(" ", "-");
    const before = seen.get(slug) ?? 0;
    seen.set(slug, before + 1);
    return before === 0 ? slug : `${slug}-${before}`;
  });
}
