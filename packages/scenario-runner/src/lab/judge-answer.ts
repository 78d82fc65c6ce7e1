/**
 * Judges a learner's answer: by the conflicts of its chapter, step by step, and never by reading it.
 *
 *     compile ──▶ step 1: each conflict is played, and its history judged ──▶ held ──▶ step 2 …
 *                                                                    └──▶ violated, broken: the rest waits
 */

import { pathToFileURL } from "node:url";
import { findingOf } from "@holdfast/checker";
import { sleep } from "@holdfast/shared-state";
import { clock } from "../patience.ts";
import type { Chapter } from "./chapter.ts";
import { type Compiled, compileAnswers } from "./compile-answer.ts";
import type { Conflict, LabStep, StepVerdict } from "./conflict.ts";
import { AnswerThrew } from "./lab-process.ts";
import { LabStage } from "./lab-stage.ts";

export interface JudgingOptions {
  readonly seed: number;
  /** How long one conflict may take, before its agents are killed. */
  readonly conflictMsMax?: number;
}

export interface LabVerdict {
  readonly seed: number;
  readonly held: boolean;
  /** One for each hole. */
  readonly steps: readonly StepVerdict[];
}

const CONFLICT_MS_MAX = 5_000;

/** @throws CompileFailed */
export async function judgeAnswer(
  chapter: Chapter,
  answer: string,
  options: JudgingOptions,
): Promise<LabVerdict> {
  const compiled = await compileAnswers(chapter, [answer]);
  try {
    const stage = await LabStage.open();
    try {
      return await judgeOn(stage, compiled, compiled.answers[0]!, options);
    } finally {
      await stage.close();
    }
  } finally {
    await compiled.remove();
  }
}

/** @param answer its program, one of the compiled ones */
export async function judgeOn(
  stage: LabStage,
  { conflicts, agent: program }: Pick<Compiled, "conflicts" | "agent">,
  answer: string,
  { seed, conflictMsMax = CONFLICT_MS_MAX }: JudgingOptions,
): Promise<LabVerdict> {
  const { steps }: { steps: readonly LabStep[] } = await import(pathToFileURL(conflicts).href);
  const verdicts: StepVerdict[] = [];
  for (const step of steps) {
    const isWaiting = verdicts.some(({ verdict }) => verdict !== "held");
    const played = { program, answer, seed, conflictMsMax };
    verdicts.push(
      isWaiting
        ? { title: step.title, verdict: "not-judged" }
        : await judgeStep(stage, step, played),
    );
  }
  return { seed, held: verdicts.every(({ verdict }) => verdict === "held"), steps: verdicts };
}

interface Played {
  readonly program: string;
  readonly answer: string;
  readonly seed: number;
  readonly conflictMsMax: number;
}

async function judgeStep(stage: LabStage, step: LabStep, played: Played): Promise<StepVerdict> {
  const { title } = step;
  for (const conflict of step.conflicts) {
    const { name, story } = conflict;
    const playing = { name, ...played };
    const ended = await play(stage, conflict, playing);
    if (ended) return { title, verdict: "broken", conflict: { name, story }, ...ended };
    const history = await stage.history(playing);
    for (const promise of step.promises) {
      const finding = findingOf(promise, history);
      if (finding?.verdict !== "violated") continue;
      return { title, verdict: "violated", conflict: { name, story }, finding, history };
    }
  }
  return { title, verdict: "held", conflicts: step.conflicts.length };
}

/** Undefined: it came to its end. */
async function play(stage: LabStage, conflict: Conflict, playing: Played & { name: string }) {
  const over = new AbortController();
  const late = sleep(clock, playing.conflictMsMax, over.signal).then(() => "late" as const);
  const ended = conflict.play(stage.set(playing));
  try {
    if ((await Promise.race([ended, late])) !== "late") return undefined;
    const problem = `It had not come to an end after ${playing.conflictMsMax} ms.`;
    await stage.endAgents();
    return { why: "never-ended", problem } as const;
  } catch (error) {
    await stage.endAgents();
    if (!(error instanceof AnswerThrew)) throw error;
    return { why: "threw", problem: error.message } as const;
  } finally {
    over.abort();
    await ended.catch(() => {});
  }
}
