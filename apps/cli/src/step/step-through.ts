/** The dialogue: a scene, an answer, the next scene … then the run ends, is judged, and is saved. */

import { writeFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import {
  type FailpointName,
  type Mover,
  PartMissing,
  type Progress,
  type RunResult,
  type Scenario,
  type Scene,
  Stepping,
  saveOrder,
} from "@holdfast/scenario-runner";
import type { Context } from "../context.ts";
import { CommandError, EXIT, usageError } from "../exit-codes.ts";
import { exitStatusOf, type Played } from "../scenario/play-one.ts";
import { closingLines } from "../scenario/summary.ts";
import type { Answers } from "./answers.ts";
import { happenedLines, moversLines, progressLine } from "./scene-lines.ts";

export interface StepThroughOptions {
  readonly text: string;
  readonly context: Context;
  readonly answers: Answers;
  readonly at: readonly FailpointName[];
  readonly pace: number | undefined;
  readonly seed: number | undefined;
  readonly keep: boolean;
  /** Where the order goes, and how its scenario is called. */
  readonly save: { readonly file: string; readonly name: string } | undefined;
}

/** Nobody can tell how it would have ended. */
const QUIT = 3;
/** So many scenes are waited for until somebody who was named can move. */
const SCENES_MAX = 8;

/** @throws CommandError unless everything held */
export async function stepThrough(scenario: Scenario, options: StepThroughOptions): Promise<void> {
  const { context, answers, at, pace, seed, keep } = options;
  const { output } = context;
  const over = new AbortController();
  const interrupt = () => over.abort(new CommandError("Interrupted.", 130));
  process.once("SIGINT", interrupt);
  answers.onInterrupt(interrupt);
  output.line(`${output.colours.heading(scenario.name)}  ${scenario.story}`);
  output.line(output.colours.dim("starting …"));
  let isByItself = false;
  const onProgress = (progress: Progress) => {
    const line = isByItself ? progressLine(progress, output.colours) : undefined;
    if (line !== undefined) output.line(line);
  };
  const { signal } = over;
  const stepping = new Stepping(scenario, { at, pace, seed, keep, signal, onProgress });
  const beganMs = performance.now();
  const running = stepping.run();
  try {
    await talk(stepping, running, options);
    isByItself = true;
    stepping.letAllGo();
    output.line(output.colours.dim("everybody runs to the end …"));
    const result = await running;
    const tookMs = performance.now() - beganMs;
    tell(scenario, { result, tookMs, seed: seed ?? scenario.seed }, context);
  } catch (error) {
    over.abort(error);
    await running.catch(() => {});
    if (error instanceof CommandError) throw error;
    const isOurs = error instanceof PartMissing || !(error instanceof Error);
    throw usageError(isOurs ? String(error) : (error.stack ?? error.message));
  } finally {
    save(scenario, stepping, options);
    process.off("SIGINT", interrupt);
    answers.close();
  }
}

/** Until nobody is left to be told. */
async function talk(
  stepping: Stepping,
  running: Promise<RunResult>,
  { context, answers }: StepThroughOptions,
): Promise<void> {
  const { output } = context;
  const ended = running.then(() => undefined);
  const told = new Set<string>();
  let awaited: Awaited | undefined;
  for (;;) {
    const scene = await Promise.race([stepping.nextScene(), ended]);
    if (!scene) return;
    for (const line of happenedLines(scene, output.colours)) output.line(line);
    if (scene.isOver) return;
    if (scene.movers.length === 0) continue; // Somebody waits for what only time brings.
    for (const line of awaited ? [] : moversLines(scene, told, output.colours)) output.line(line);
    const answer = awaited?.name ?? (await Promise.race([answers.next(), ended]))?.trim();
    if (answer === undefined || answer === "all") return;
    if (answer === "q") throw new CommandError("Quit: nothing was judged.", QUIT);
    const mover = moverNamed(answer, scene);
    awaited = mover ? undefined : stillAwaited(answer, awaited);
    if (mover) {
      if (!answers.areSeen) output.line(`> ${mover.name}`);
      stepping.move(mover);
    } else if (!awaited) context.complain(`Nobody called "${answer}" can move now.`);
  }
}

/** Somebody who was named, and may be about to come. */
interface Awaited {
  readonly name: string;
  readonly scenes: number;
}

function stillAwaited(name: string, awaited: Awaited | undefined): Awaited | undefined {
  const scenes = (awaited?.scenes ?? 0) + 1;
  return isName(name) && scenes < SCENES_MAX ? { name, scenes } : undefined;
}

/** A number is of what is shown; a name may be of somebody who is about to come. */
function moverNamed(answer: string, { movers }: Scene): Mover | undefined {
  return isName(answer) ? movers.find(({ name }) => name === answer) : movers[Number(answer) - 1];
}

function isName(answer: string): boolean {
  return /^[a-z][\w/-]*$/.test(answer);
}

type Told = Pick<Played, "tookMs"> & { readonly result: RunResult; readonly seed: number };

function tell(scenario: Scenario, { result, tookMs, seed }: Told, { output }: Context): void {
  const planned = { file: scenario.name, text: "", seed };
  const outcome = result.judgement.verdict;
  const played: Played = { planned, scenario, seed, result, tookMs, outcome };
  for (const line of closingLines(played, output.colours)) output.line(line);
  const status = exitStatusOf([played]);
  if (status !== EXIT.ok) throw new CommandError("", status);
}

/** Also of a run that was violated, or given up: that is when one wants to see it again. */
function save(scenario: Scenario, stepping: Stepping, options: StepThroughOptions): void {
  const { text, context, seed = scenario.seed } = options;
  if (!options.save || stepping.order.moves.length === 0) return;
  const { file, name } = options.save;
  const outcomeOf = (step: string) => stepping.outcomeOf(step);
  writeFileSync(file, saveOrder({ text, scenario, order: stepping.order, name, seed, outcomeOf }));
  context.output.line(`${file}: the order that was played`);
}
