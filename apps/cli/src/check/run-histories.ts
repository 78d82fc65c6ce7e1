/** Run histories, judged by the same promises as when they were recorded. */

import {
  CHECKS,
  type History,
  HistoryInvalid,
  type Judgement,
  type ReadHistory,
  ROOMS_LINEARIZABLE,
  readHistory,
} from "@holdfast/checker";
import { judgeHistory } from "@holdfast/scenario-runner";
import type { JudgedFile } from "./ending.ts";

export interface JudgedRun extends JudgedFile {
  readonly history: History;
  readonly judgement: Judgement;
  /** What a person has to know of the file: it could not be read, or not to its end. */
  readonly complaint?: string;
}

export interface ListedCheck {
  readonly name: string;
  /** What is promised, in a sentence. */
  readonly promise: string;
}

export function listedChecks(): ListedCheck[] {
  const clientsSaw =
    "What clients of a room saw is explained by operations that came one at a time.";
  return [...CHECKS, { name: ROOMS_LINEARIZABLE, promise: clientsSaw }];
}

export function checkNames(): string[] {
  return listedChecks().map(({ name }) => name);
}

/**
 * @param only names of checks; none: all of them
 * @param told of each file, as soon as it is judged
 */
export async function judgeRuns(
  files: readonly string[],
  only: readonly string[],
  told: (run: JudgedRun) => void,
): Promise<JudgedRun[]> {
  const judged: JudgedRun[] = [];
  for (const file of files) {
    const run = await judgeRun(file, only);
    told(run);
    judged.push(run);
  }
  return judged;
}

async function judgeRun(file: string, only: readonly string[]): Promise<JudgedRun> {
  const read = await readOrSayWhy(file);
  if (typeof read === "string") return unjudged(file, read);
  const { history, tornLine } = read;
  const judgement = judgeOrSayWhy(history, only);
  if (typeof judgement === "string") return unjudged(file, `${file}: ${judgement}`);
  const complaint = `${file}:${tornLine}: the line was cut short, and is left out.`;
  const { verdict } = judgement;
  return { file, verdict, history, judgement, ...(tornLine !== undefined && { complaint }) };
}

/** It has its line all the same, and the files after it are still judged. */
function unjudged(file: string, why: string): JudgedRun {
  const judgement: Judgement = { verdict: "unknown", findings: [] };
  const told = { complaint: why, unreadable: why };
  return { file, verdict: "unknown", history: [], judgement, ...told };
}

/** Each line may be well formed, and what is in it still nothing that anybody has reckoned with. */
function judgeOrSayWhy(history: History, only: readonly string[]): Judgement | string {
  try {
    return judgeHistory(history, only.length > 0 ? only : undefined);
  } catch (error) {
    return `it could not be judged: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** With the place in the file, as far as there is one. */
async function readOrSayWhy(file: string): Promise<ReadHistory | string> {
  try {
    return await readHistory(file);
  } catch (error) {
    if (error instanceof HistoryInvalid) {
      return `${file}:${error.line}: ${error.message}`;
    }
    if (!(error instanceof Error && "code" in error)) throw error;
    return `${file}: ${error.message}`;
  }
}
