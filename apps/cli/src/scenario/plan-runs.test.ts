import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CommandError } from "../exit-codes.ts";
import { readLastFailures, rememberFailures } from "./last-failures.ts";
import { planRuns } from "./plan-runs.ts";

const TEXT = `name: a
story: s
shows: g
seed: 40
actors:
  ada:
    - book: { room: alan-turing, at: "10:00" }
`;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "holdfast-plans-"));
  writeFileSync(join(folder, "b.yaml"), TEXT);
  writeFileSync(join(folder, "a.yml"), "no scenario");
  writeFileSync(join(folder, "README.md"), "not meant");
  mkdirSync(join(folder, "empty"));
});

afterEach(() => rmSync(folder, { recursive: true }));

function planned(path: string, repeat = 1, seed?: number) {
  return planRuns([path], { repeat, seed }).map((run) => [run.file.replace(/.*\//, ""), run.seed]);
}

describe("which runs there are", () => {
  it("each scenario of a folder, in the order of their names", () => {
    expect(planned(folder)).toEqual([
      ["a.yml", undefined],
      ["b.yaml", undefined],
    ]);
  });

  it("repeated, each time from the next seed", () => {
    const file = join(folder, "b.yaml");
    expect(planned(file, 3).map(([, seed]) => seed)).toEqual([40, 41, 42]);
    expect(planned(file, 2, 7).map(([, seed]) => seed)).toEqual([7, 8]);
    expect(planned(file, 1, 7)).toEqual([["b.yaml", 7]]);
  });

  it("none where there is nothing", () => {
    expect(() => planned(join(folder, "no-such.yaml"))).toThrow(CommandError);
    expect(() => planned(join(folder, "empty"))).toThrow(CommandError);
  });
});

describe("what failed the last time", () => {
  it("is run again from the same seeds, and what held is not", () => {
    const file = join(folder, "last.json");
    const run = { file: join(folder, "b.yaml"), text: TEXT, seed: 41 };
    const base = { planned: run, tookMs: 1, seed: 41 };
    rememberFailures(
      [
        { ...base, outcome: "violated" },
        { ...base, outcome: "ok", seed: 42 },
      ],
      file,
    );
    expect(readLastFailures(file)).toEqual([run]);
    rememberFailures([{ ...base, outcome: "ok" }], file);
    expect(() => readLastFailures(file)).toThrow(CommandError);
    expect(() => readLastFailures(join(folder, "never.json"))).toThrow(CommandError);
  });

  it("cannot be run again when its file is gone", () => {
    const file = join(folder, "last.json");
    const run = { file: join(folder, "gone.yaml"), text: TEXT, seed: 41 };
    rememberFailures([{ planned: run, tookMs: 1, seed: 41, outcome: "violated" }], file);
    expect(() => readLastFailures(file)).toThrow(CommandError);
  });
});
