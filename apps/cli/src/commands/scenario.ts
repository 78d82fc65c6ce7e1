/**
 * `holdfast scenario`: `run` plays scenarios on real processes, each on a state of its own, and says what
 * held; `schema` is for editors. The exit status of a run is for scripts: 0 held, 1 violated, 2 could not run, 3 unknown.
 */

import { type DialSettings, scenarioJsonSchema } from "@holdfast/scenario-runner";
import type { Command } from "commander";
import type { Context } from "../context.ts";
import { addSetting } from "../dial-option.ts";
import { CommandError } from "../exit-codes.ts";
import { writeJUnit } from "../scenario/junit.ts";
import { readLastFailures, rememberFailures } from "../scenario/last-failures.ts";
import { planRuns } from "../scenario/plan-runs.ts";
import { exitStatusOf, type Played, playOne } from "../scenario/play-one.ts";
import { showing } from "../scenario/showing.ts";
import { summaryLines } from "../scenario/summary.ts";
import { readSeed } from "../seed.ts";
import { readCount } from "../when.ts";

interface ScenarioOptions {
  readonly repeat?: string;
  readonly seed?: string;
  readonly dial?: DialSettings;
  readonly rerunFailed?: boolean;
  readonly junit?: string;
  readonly keep?: boolean;
  readonly json?: boolean;
}

const EXIT_CODES = `
Exit status:
  0  every promise held
  1  one was violated
  2  a scenario could not be read or run
  3  nobody can tell`;

export function addScenario(program: Command, context: Context): void {
  const scenario = program.command("scenario").description("conflicts on purpose, and a verdict");
  scenario
    .command("run")
    .argument("[paths...]", "files, or folders of them; the ones that come along when absent")
    .description("play scenarios on real processes and throw-away states")
    .option("--repeat <number>", "play each so often, each time from the next seed")
    .option("--seed <number>", "instead of the scenario's own")
    .option("--dial <operation=setting>", "turn a guarantee otherwise; may be repeated", addSetting)
    .option("--rerun-failed", "only those that did not hold the last time, from the same seeds")
    .option("--junit <file>", "write a report for CI systems")
    .option("--keep", "leave each state's folder where it is")
    .option("--json", "a result a line, instead of text for people")
    .addHelpText("after", EXIT_CODES)
    .action((paths: string[], options: ScenarioOptions) => runScenarios(paths, options, context));
  scenario
    .command("schema")
    .description("the JSON Schema of the format, for editors")
    .action(() => context.output.json(scenarioJsonSchema()));
}

async function runScenarios(
  paths: readonly string[],
  options: ScenarioOptions,
  context: Context,
): Promise<void> {
  const runs = options.rerunFailed
    ? readLastFailures()
    : planRuns(paths, {
        repeat: options.repeat === undefined ? 1 : readCount(options.repeat, "repetitions"),
        seed: options.seed === undefined ? undefined : readSeed(options.seed),
        dial: options.dial,
      });
  const interrupted = new AbortController();
  const interrupt = () => interrupted.abort(new CommandError("Interrupted.", 130));
  process.once("SIGINT", interrupt);
  const played: Played[] = [];
  try {
    for (const planned of runs) {
      const show = showing(context, options.json ?? false);
      const one = await playOne(planned, {
        ...{ show, keep: options.keep ?? false, signal: interrupted.signal },
      });
      show.end(one);
      played.push(one);
    }
  } finally {
    process.off("SIGINT", interrupt);
  }
  if (!options.json) summaryLines(played, context.output.colours).forEach(context.output.line);
  rememberOrComplain(played, context);
  if (options.junit !== undefined) writeJUnit(options.junit, played);
  const status = exitStatusOf(played);
  if (status !== 0) throw new CommandError("", status);
}

/** What was found counts, whether or not it can be remembered. */
function rememberOrComplain(played: readonly Played[], { complain }: Context): void {
  try {
    rememberFailures(played);
  } catch (error) {
    complain(`What failed is not remembered for --rerun-failed: ${(error as Error).message}`);
  }
}
