/**
 * Every TypeScript sample of every document is run, and its types are checked. A sample that does
 * not work, claims what is not so, or quotes what does not stand in its file, fails here.
 */

import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, it } from "vitest";
import { root } from "../repository/sources.ts";
import { codeBlocks, whereIs } from "./documents.ts";
import { type Given, withGiven } from "./given.ts";
import { isExcerpt, programOf, type Sample, samplesOf } from "./samples.ts";

interface Program {
  readonly default: (given: Given) => Promise<void>;
}

const blocks = codeBlocks("ts");
const samples = samplesOf(blocks);

/** In the checkout, so that the programs find the packages that they import. */
const built = join(root, "test", "dist");
mkdirSync(built, { recursive: true });
const folder = mkdtempSync(join(built, "samples-"));
const given = relative(folder, join(root, "test", "documents", "given.ts"));
afterAll(() => rmSync(folder, { recursive: true }));

function write(sample: Sample): string {
  const file = join(folder, `${sample.where.replaceAll(/[^\w-]+/g, "-")}.ts`);
  writeFileSync(file, programOf(sample, given));
  return file;
}

const files = new Map(samples.map((sample) => [sample.where, write(sample)]));

describe("samples do what they say", () => {
  it.each([...files.keys()])("%s", async (where) => {
    const program: Program = await import(files.get(where)!);
    await withGiven(program.default);
  });
});

it("samples have the types that they use", async () => {
  const config = join(folder, "tsconfig.json");
  const compilerOptions = {
    ...{ composite: false, noEmit: true, customConditions: ["holdfast-source"] },
    ...{ noImplicitAny: false, noUnusedLocals: false, noUnusedParameters: false },
    rewriteRelativeImportExtensions: false,
  };
  const base = relative(folder, join(root, "tsconfig.base.json"));
  const project = { extends: base, compilerOptions, files: [...files.values()] };
  writeFileSync(config, JSON.stringify(project));
  expect(await complaintsOfCompiler(config)).toEqual([]);
}, 60_000);

it.each(blocks.filter(isExcerpt).map((block) => [whereIs(block), block] as const))(
  "the excerpt at %s stands in its file",
  (_, { words, code }) => {
    expect(readFileSync(join(root, words[1]!), "utf8")).toContain(code);
  },
);

describe("a sample that is wrong fails:", () => {
  const run = async (code: string) => {
    const block = { document: "wrong.md", line: 1, language: "ts", words: [], code };
    const file = join(folder, `wrong-${code.length}.ts`);
    writeFileSync(file, programOf({ where: "wrong", blocks: [block] }, given));
    const program: Program = await import(file);
    await withGiven(program.default);
  };

  it.each([
    ["it throws", 'throw new Error("no");\n'],
    ["a value is another", "1 + 1; // → 3\n"],
    ["a field is another", 'const held = { ok: true, by: "ada" }; // → { ok: false }\n'],
    ["what was to throw did not", 'await state.engine.head(); // → throws "engine-closed"\n'],
  ])("%s", async (_, code) => {
    await expect(run(code)).rejects.toThrow();
  });

  it("its claim cannot be understood", async () => {
    await expect(run("if (true) { } // → 1\n")).rejects.toThrow();
  });

  it("and one that is right does not", async () => {
    await run('console.log("a", 1); // → "a 1"\n');
  });
});

async function complaintsOfCompiler(config: string): Promise<string[]> {
  const require = createRequire(join(root, "package.json"));
  const compiler = join(dirname(require.resolve("typescript/package.json")), "bin", "tsc");
  const run = promisify(execFile)(process.execPath, [compiler, "-p", config], { cwd: root });
  const { stdout } = await run.catch((error: { stdout: string }) => error);
  return stdout.split("\n").filter((line) => line !== "");
}
