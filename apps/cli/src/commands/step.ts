/**
 * `holdfast step`: a scenario on real processes, in which a person says who moves next, and which can be
 * saved as a scenario that plays the same order again. The exit status is a run's: 0 held, 1 violated,
 * 2 could not run, 3 nobody can tell.
 */

import { readFileSync } from "node:fs";
import { basename } from "node:path";
import {
  FAILPOINTS,
  type FailpointName,
  PLACES_ALL,
  PLACES_USUAL,
  readScenario,
  type Scenario,
  ScenarioError,
  whyNotSavable,
} from "@holdfast/scenario-runner";
import type { Command } from "commander";
import type { Context } from "../context.ts";
import { usageError } from "../exit-codes.ts";
import { readSeed } from "../seed.ts";
import { answersFrom } from "../step/answers.ts";
import { stepThrough } from "../step/step-through.ts";
import { readCount } from "../when.ts";

interface StepOptions {
  readonly at?: string;
  readonly save?: string;
  readonly pace?: string;
  readonly seed?: string;
  readonly keep?: boolean;
}

const HELP = `
At each scene, type the number or the name of who moves next; "all" lets everybody run to the end,
"q" quits. Answers may come from a pipe, a line each; when they end, everybody runs.

Exit status:
  0  every promise held
  1  one was violated
  2  the scenario could not be read or run
  3  nobody can tell, or you have quit`;

export function addStep(program: Command, context: Context): void {
  program
    .command("step")
    .description("play a scenario step by step: you say who moves next")
    .argument("<scenario>", "a scenario's file")
    .option("--at <failpoints>", "where processes stand still: names with commas, or all")
    .option("--save <file>", "write the order that was played as a scenario")
    .option("--pace <times>", "how many times as long leases live while you think (20)")
    .option("--seed <number>", "instead of the scenario's own")
    .option("--keep", "leave the state's folder where it is")
    .addHelpText("after", HELP)
    .action(async (file: string, options: StepOptions) => {
      const { text, scenario } = readText(file);
      const { save } = options;
      await stepThrough(scenario, {
        ...{ text, context, answers: answersFrom(process.stdin, process.stdout) },
        at: placesIn(options.at),
        pace: options.pace === undefined ? undefined : readCount(options.pace, "times"),
        seed: options.seed === undefined ? undefined : readSeed(options.seed),
        keep: options.keep ?? false,
        save: save === undefined ? undefined : savable(save, scenario),
      });
    });
}

function readText(file: string): { text: string; scenario: Scenario } {
  try {
    const text = readFileSync(file, "utf8");
    return { text, scenario: readScenario(text, file) };
  } catch (error) {
    if (error instanceof ScenarioError) throw usageError(error.message);
    if (!(error instanceof Error && "code" in error)) throw error;
    throw usageError(`${file} cannot be read: ${error.message}`);
  }
}

function placesIn(asked: string | undefined): readonly FailpointName[] {
  if (asked === undefined) return PLACES_USUAL;
  if (asked === "all") return PLACES_ALL;
  return asked.split(",").map((name) => {
    const place = PLACES_ALL.find((each) => each === name.trim());
    if (place) return place;
    const isInside = Object.hasOwn(FAILPOINTS, name.trim());
    const why = isInside ? "nobody can wait there" : "holdfast failpoints lists them";
    throw usageError(`"${name.trim()}" is no place to stand at: ${why}.`);
  });
}

/** The scenario is called as its file is. */
function savable(file: string, scenario: Scenario): { file: string; name: string } {
  const why = whyNotSavable(scenario);
  if (why !== undefined) throw usageError(`What is played cannot be saved. ${why}`);
  const name = basename(file).replace(/\.ya?ml$/, "");
  if (/^[a-z][a-z0-9-]{0,40}$/.test(name) && name !== basename(file)) return { file, name };
  throw usageError(`${file}: a scenario's file is called as in "ada-first.yaml".`);
}
