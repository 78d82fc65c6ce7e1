import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  bundleFolder,
  MADE_OF,
  type MadeOf,
  markOf,
  ProgramNotBuilt,
  programFile,
} from "./programs.ts";

const HOUR_MS = 3_600_000;
const MODULE = "module.js";
const PROGRAM = "main.mjs";

let checkout: string;
let folder: string;
beforeEach(() => {
  checkout = mkdtempSync(join(tmpdir(), "holdfast-programs-"));
  folder = bundleFolder("gateway", checkout);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(checkout, MODULE), "one");
  writeFileSync(join(folder, PROGRAM), "made of one");
  make();
});
afterEach(() => rmSync(checkout, { recursive: true }));

function make(): void {
  const madeOf: MadeOf = {
    inputs: { [MODULE]: markOf(join(checkout, MODULE)) },
    outputs: { [PROGRAM]: markOf(join(folder, PROGRAM)) },
  };
  writeFileSync(join(folder, MADE_OF), JSON.stringify(madeOf));
}

function touch(atMs: number): void {
  utimesSync(join(checkout, MODULE), atMs / 1_000, atMs / 1_000);
}

const find = () => programFile("gateway", checkout);

test("a program that was made of what is there may be run", () => {
  expect(find()).toBe(join(folder, PROGRAM));
});

test("a program is not run once a module of it has changed, or is gone", () => {
  writeFileSync(join(checkout, MODULE), "another");
  expect(find).toThrow(ProgramNotBuilt);
  rmSync(join(checkout, MODULE));
  expect(find).toThrow(ProgramNotBuilt);
});

test("an older module in the place of one is a change, too", () => {
  touch(Date.now() - HOUR_MS);
  expect(find).toThrow(ProgramNotBuilt);
});

test("a module from the future is no reason to make the program again and again", () => {
  touch(Date.now() + HOUR_MS);
  make();
  expect(find()).toBe(join(folder, PROGRAM));
});

test("a program is not run that was never made, or only half", () => {
  expect(() => programFile("inbox", checkout)).toThrow(ProgramNotBuilt);
  writeFileSync(join(folder, PROGRAM), "");
  expect(find).toThrow(ProgramNotBuilt);
  rmSync(join(folder, PROGRAM));
  expect(find).toThrow(ProgramNotBuilt);
});

test("a list that was cut short, as by a power cut, or says something else is none", () => {
  writeFileSync(join(folder, MADE_OF), "");
  expect(find).toThrow(ProgramNotBuilt);
  writeFileSync(join(folder, MADE_OF), '{"of": "another kind"}');
  expect(find).toThrow(ProgramNotBuilt);
  rmSync(join(folder, MADE_OF));
  expect(find).toThrow(ProgramNotBuilt);
});
