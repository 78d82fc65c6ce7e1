import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { bundleFolder, MADE_OF, type MadeOf, ProgramNotBuilt, programFile } from "./programs.ts";

const MADE_AT_MS = Date.UTC(2026, 0, 1);
const MODULE = "module.js";

let checkout: string;
beforeEach(() => {
  checkout = mkdtempSync(join(tmpdir(), "holdfast-programs-"));
  writeFileSync(join(checkout, MODULE), "");
  changeModule(MADE_AT_MS);
  mkdirSync(bundleFolder("gateway", checkout), { recursive: true });
  const madeOf: MadeOf = { madeAtMs: MADE_AT_MS, files: [MODULE] };
  writeFileSync(join(bundleFolder("gateway", checkout), MADE_OF), JSON.stringify(madeOf));
});
afterEach(() => rmSync(checkout, { recursive: true }));

function changeModule(atMs: number): void {
  utimesSync(join(checkout, MODULE), atMs / 1_000, atMs / 1_000);
}

const find = () => programFile("gateway", checkout);

test("a program that was made of what is there may be run", () => {
  expect(find()).toBe(join(checkout, "apps", "gateway", "bundle", "main.mjs"));
});

test("a program is not run once a module of it has changed, or is gone", () => {
  changeModule(MADE_AT_MS + 1);
  expect(find).toThrow(ProgramNotBuilt);
  rmSync(join(checkout, MODULE));
  expect(find).toThrow(ProgramNotBuilt);
});

test("a program is not run that was never made, or only half", () => {
  expect(() => programFile("inbox", checkout)).toThrow(ProgramNotBuilt);
  rmSync(join(bundleFolder("gateway", checkout), MADE_OF));
  writeFileSync(join(bundleFolder("gateway", checkout), "main.mjs"), "");
  expect(find).toThrow(ProgramNotBuilt);
});
