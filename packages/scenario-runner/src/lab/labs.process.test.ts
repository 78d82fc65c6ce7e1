import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chapters, hintsFor, wrongAnswers } from "./chapter.ts";
import { type Compiled, CompileFailed, compileAnswers } from "./compile-answer.ts";
import { judgeOn, type LabVerdict } from "./judge-answer.ts";
import { LabStage } from "./lab-stage.ts";

const SEED = 20_261_121;
const WITNESS_MAX = 12;
/** Of a machine that does other things as well. */
const CONFLICT_MS_MAX = 20_000;

describe.each(chapters())(`lab $number (seed ${SEED})`, (chapter) => {
  const wrong = wrongAnswers(chapter);
  const files = [chapter.solution, chapter.hole, ...wrong];
  let stage: LabStage;
  let compiled: Compiled;
  beforeAll(async () => {
    [compiled, stage] = await Promise.all([compileAnswers(chapter, files), LabStage.open()]);
  });
  afterAll(async () => {
    await stage.close();
    await compiled.remove();
    expect([stage.folder, dirname(compiled.answers[0]!)].filter(existsSync)).toEqual([]);
  });

  function judge(file: string): Promise<LabVerdict> {
    const answer = compiled.answers[files.indexOf(file)]!;
    return judgeOn(stage, compiled, answer, { seed: SEED, conflictMsMax: CONFLICT_MS_MAX });
  }

  it("passes the solution", async () => {
    const { steps, held } = await judge(chapter.solution);
    expect(steps.map(({ verdict }) => verdict)).toEqual(steps.map(() => "held"));
    expect(held).toBe(true);
  });

  it("catches the hole at its first step", async () => {
    expectCaught(await judge(chapter.hole), 1);
  });

  it.each(wrong.map((file) => [basename(file), file] as const))(
    "catches %s at the step of its number",
    async (name, file) => expectCaught(await judge(file), Number(name[0])),
  );

  it("has three hints for each step, and a wrong answer that needs them", async () => {
    const { steps } = await import(pathToFileURL(compiled.conflicts).href);
    for (const number of steps.keys()) {
      expect(hintsFor(chapter, number + 1)).toHaveLength(3);
      expect(wrong.some((file) => basename(file).startsWith(`${number + 1}-`))).toBe(true);
    }
  });

  it("says of each wrong answer in a sentence why it is wrong", () => {
    const silent = wrong.filter(
      (file) => !/^\/\*\* [A-Z].+\. \*\/\n/.test(readFileSync(file, "utf8")),
    );
    expect(silent).toEqual([]);
  });
});

/** What came before holds, what comes after waits. */
function expectCaught({ steps, held }: LabVerdict, number: number): void {
  expect(held).toBe(false);
  const verdicts = steps.map(({ verdict }) => verdict);
  const expected = steps.map((_, index) => {
    if (index === number - 1) return "violated";
    return index < number ? "held" : "not-judged";
  });
  expect(verdicts).toEqual(expected);
  const caught = steps[number - 1]!;
  const witness = (caught.verdict === "violated" && caught.finding.witness) || [];
  expect(witness.length).toBeGreaterThan(0);
  expect(witness.length).toBeLessThanOrEqual(WITNESS_MAX);
}

describe("an answer that cannot be judged", () => {
  const chapter = chapters().at(-1)!;
  const others =
    "export const bookWithVersion = async () => true;\nexport const bookWithHold = bookWithVersion;\n";
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "holdfast-answers-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  /** Its first function begins in line 3. */
  async function write(name: string, overlaps: string): Promise<string> {
    const file = join(folder, name);
    await writeFile(file, `${others}${overlaps}\n`);
    return file;
  }

  async function problemsOf(...files: string[]) {
    const failure: unknown = await compileAnswers(chapter, files).catch((error) => error);
    expect(failure).toBeInstanceOf(CompileFailed);
    return (failure as CompileFailed).problems;
  }

  it("does not parse: the line is told", async () => {
    const file = await write("does-not-parse.ts", "export const overlaps = () => (;");
    expect((await problemsOf(file))[0]).toMatchObject({ file, line: 3 });
  });

  it("uses what there is not, or lacks a function: line and file are told", async () => {
    const unknown = await write("unknown.ts", "export const overlaps = () => nothing;");
    const lacking = await write("lacking.ts", "export const other = () => true;");
    const problems = await problemsOf(unknown, lacking);
    expect(problems).toContainEqual(expect.objectContaining({ file: unknown, line: 3 }));
    expect(problems.some(({ file, line }) => file === lacking && line === undefined)).toBe(true);
  });

  it("is not there: its name is told", async () => {
    const file = join(folder, "missing.ts");
    expect(await problemsOf(file)).toMatchObject([{ file }]);
  });

  it("throws, ends its process, or never ends: that is told, and nothing is left", async () => {
    const files = await Promise.all([
      write("throws.ts", 'export function overlaps(): boolean {\n  throw new Error("no");\n}'),
      write("exits.ts", "export const overlaps = (): boolean => process.exit(0);"),
      write("never-ends.ts", "export function overlaps(): boolean {\n  for (;;);\n}"),
    ]);
    const compiled = await compileAnswers(chapter, files);
    const stage = await LabStage.open();
    const judge = async (answer: string, conflictMsMax = CONFLICT_MS_MAX) => {
      const { steps } = await judgeOn(stage, compiled, answer, { seed: SEED, conflictMsMax });
      return steps[0];
    };
    try {
      const [throws, exits, neverEnds] = compiled.answers as [string, string, string];
      const thrown = expect.stringContaining("throws.ts:4");
      expect(await judge(throws)).toMatchObject({ verdict: "broken", problem: thrown });
      expect(await judge(exits)).toMatchObject({ verdict: "broken", why: "threw" });
      expect(await judge(neverEnds, 500)).toMatchObject({ verdict: "broken", why: "never-ended" });
    } finally {
      await stage.close();
      await compiled.remove();
    }
    expect(existsSync(stage.folder)).toBe(false);
  });
});
