/**
 * Makes programs of a chapter and of answers to it: Node 20 runs no TypeScript.
 *
 * The installed compiler writes them into a folder that is removed afterwards. It checks the types as
 * well, also that an answer has the functions that its chapter asks for: a mistake is shown at its
 * line before anything runs.
 */

import { execFile } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { CHECKOUT, type Chapter } from "./chapter.ts";

/** What compiled programs import is what this package may import. */
const MODULES = fileURLToPath(new URL("../../node_modules", import.meta.url));

export interface CompileProblem {
  readonly file: string;
  /** Undefined: it is about the file as a whole. */
  readonly line?: number;
  readonly message: string;
}

/** The answer does not compile: it says nothing about what it would do. */
export class CompileFailed extends Error {
  override readonly name = "CompileFailed";
  readonly code = "compile-failed";
  readonly problems: readonly CompileProblem[];

  constructor(problems: readonly CompileProblem[]) {
    super(problems.map(({ file, message }) => `${file}: ${message}`).join("\n"));
    this.problems = problems;
  }
}

export interface Compiled {
  readonly conflicts: string;
  readonly agent: string;
  /** In the order in which they were given. */
  readonly answers: readonly string[];
  remove(): Promise<void>;
}

/** @throws CompileFailed */
export async function compileAnswers(
  { folder }: Chapter,
  answers: readonly string[],
): Promise<Compiled> {
  const files = answers.map((answer) => resolve(answer));
  const missing = files.filter((file) => !existsSync(file));
  if (missing.length > 0) {
    throw new CompileFailed(missing.map((file) => ({ file, message: "There is no such file." })));
  }
  const built = await mkdtemp(join(tmpdir(), "holdfast-lab-"));
  /** Also when this process is told to exit before, nothing stays. */
  const leave = () => rmSync(built, { recursive: true, force: true });
  process.once("exit", leave);
  const remove = async () => {
    process.off("exit", leave);
    await rm(built, { recursive: true, force: true });
  };
  try {
    const parts = [join(folder, "conflicts.ts"), join(folder, "agent.ts")] as const;
    await compile(built, [...parts, ...files], await writeFittings(built, folder, files));
    const [conflicts, agent] = parts.map((file) => programOf(built, file));
    const programs = files.map((file) => programOf(built, file));
    return { conflicts: conflicts!, agent: agent!, answers: programs, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Each says of one answer that it has what the chapter's `Answer` has. By file, whose it is. */
async function writeFittings(
  built: string,
  folder: string,
  answers: readonly string[],
): Promise<Map<string, string>> {
  const fittings = new Map<string, string>();
  for (const [index, answer] of answers.entries()) {
    const fitting = join(built, `fits-${index}.ts`);
    const [from, program] = [answer, join(folder, "agent.ts")].map((file) =>
      JSON.stringify(relative(built, file)),
    );
    const text = `import * as answer from ${from};
import type { Answer } from ${program};
answer satisfies Answer;
`;
    await writeFile(fitting, text);
    fittings.set(fitting, answer);
  }
  return fittings;
}

async function compile(
  built: string,
  files: readonly string[],
  fittings: ReadonlyMap<string, string>,
): Promise<void> {
  const compilerOptions = {
    ...{ noEmit: false, rootDir: "/", outDir: join(built, "out") },
    ...{ sourceMap: true, noUnusedLocals: false, noUnusedParameters: false },
  };
  const base = join(CHECKOUT, "workshop", "tsconfig.json");
  const project = { extends: base, compilerOptions, files: [...files, ...fittings.keys()] };
  const config = join(built, "tsconfig.json");
  await writeFile(config, JSON.stringify({ include: [], ...project }));
  await writeFile(join(built, "package.json"), JSON.stringify({ type: "module" }));
  await symlink(MODULES, join(built, "node_modules"), "dir");
  const require = createRequire(join(CHECKOUT, "package.json"));
  const compiler = join(dirname(require.resolve("typescript/package.json")), "bin", "tsc");
  const run = promisify(execFile);
  const args = [compiler, "-p", config, "--pretty", "false"];
  const { stdout } = await run(process.execPath, args, { cwd: built }).catch(
    (error: { stdout: string }) => error,
  );
  const problems = problemsIn(stdout, built, fittings);
  if (problems.length > 0) throw new CompileFailed(problems);
}

/** As the compiler prints them: `../lab/hole.ts(12,5): error TS2304: Cannot find name 'dsk'.` */
function problemsIn(
  printed: string,
  built: string,
  fittings: ReadonlyMap<string, string>,
): CompileProblem[] {
  return printed.split("\n").flatMap((text): CompileProblem | [] => {
    const found = /^(.+)\((\d+),\d+\): error TS\d+: (.+)$/.exec(text);
    if (!found) return /error TS\d+/.test(text) ? { file: "tsconfig.json", message: text } : [];
    const [, name = "", line, message = ""] = found;
    const file = resolve(built, name);
    const answer = fittings.get(file);
    return answer === undefined ? { file, line: Number(line), message } : { file: answer, message };
  });
}

function programOf(built: string, file: string): string {
  return join(built, "out", relative("/", file).replace(/\.ts$/, ".js"));
}
