/** The chapters of the workshop, as they lie in their folders. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The same from the sources and from `dist`. */
export const CHECKOUT = fileURLToPath(new URL("../../../../", import.meta.url));

const WORKSHOP = join(CHECKOUT, "workshop");

export interface Chapter {
  readonly number: number;
  readonly title: string;
  readonly folder: string;
  /** What the learner edits. */
  readonly hole: string;
  readonly solution: string;
}

export function chapters(): Chapter[] {
  const numbers = readdirSync(WORKSHOP).flatMap((name) => /^lab-(\d+)$/.exec(name)?.[1] ?? []);
  return numbers
    .map(Number)
    .sort((a, b) => a - b)
    .map(openChapter);
}

/** Undefined: there is no such chapter. */
export function findChapter(number: number): Chapter | undefined {
  return existsSync(folderOf(number)) ? openChapter(number) : undefined;
}

/** Answers that have to be caught, by file name: it begins with the number of the step. */
export function wrongAnswers({ folder }: Chapter): string[] {
  const wrong = join(folder, "wrong");
  return readdirSync(wrong)
    .filter((name) => name.endsWith(".ts"))
    .sort()
    .map((name) => join(wrong, name));
}

/**
 * The hints for a step, the weakest first: in `hints.md`, the numbered lines below the step's heading.
 *
 * @param step from 1
 */
export function hintsFor({ folder }: Chapter, step: number): string[] {
  const sections = readFileSync(join(folder, "hints.md"), "utf8").split(/^## /m);
  const section = sections.find((each) => each.startsWith(`Step ${step}`)) ?? "";
  return section
    .split(/^\d+\. /m)
    .slice(1)
    .map((hint) => hint.trim().replaceAll(/\s+/g, " "));
}

function openChapter(number: number): Chapter {
  const folder = folderOf(number);
  const story = readFileSync(join(folder, "story.md"), "utf8");
  const title = /^# (?:Lab \d+: )?(.+)$/m.exec(story)?.[1] ?? `Lab ${number}`;
  const [hole, solution] = [join(folder, "hole.ts"), join(folder, "solution.ts")];
  return { number, title, folder, hole, solution };
}

function folderOf(number: number): string {
  return join(WORKSHOP, `lab-${number}`);
}
