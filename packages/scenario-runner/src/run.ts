/**
 * Plays a scenario, and judges what happened.
 *
 *     start ──▶ play: actors and faults ──▶ heal ──▶ come to rest ──▶ testimony ──▶ judge
 *                      │                                                  │
 *                      └───────────▶ history: one line for each ◀─────────┘
 */

import { setMaxListeners } from "node:events";
import { mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { HISTORY_FORMAT, type History, type Judgement } from "@holdfast/checker";
import type { DialSettings } from "@holdfast/dial/settings";
import { sleep } from "@holdfast/shared-state";
import { Client } from "./actors/clients.ts";
import { countMeetings } from "./actors/conditions.ts";
import { Results } from "./actors/results.ts";
import type { Stage } from "./actors/stage.ts";
import type { Director } from "./director.ts";
import { judgeRun } from "./ending/judging.ts";
import { aborted } from "./faults/at-failpoint.ts";
import { runFault } from "./faults/run-faults.ts";
import { ForeignUnderTest, type SystemUnderTest } from "./foreign-under-test.ts";
import { withDial } from "./format/dial.ts";
import { namedSteps, nameFaults } from "./format/naming.ts";
import type { Scenario } from "./format/scenario.ts";
import { Happenings } from "./happenings.ts";
import { HoldfastUnderTest } from "./holdfast-under-test.ts";
import { clock, WaitedInVain } from "./patience.ts";
import type { Progress } from "./progress.ts";
import { Recorder } from "./recorder.ts";
import { SeededRandom } from "./seeded-random.ts";
import { openOffice } from "./system/office.ts";
import type { UnderTest } from "./under-test.ts";

export interface RunOptions {
  /** Instead of the scenario's own. */
  readonly seed?: number | undefined;
  /** A foreign system, instead of Holdfast. */
  readonly system?: SystemUnderTest | undefined;
  /** Where the history is written; a file of the scenario's name among the temporary ones when absent. */
  readonly historyFile?: string | undefined;
  /** Leave the folder with Holdfast's state where it is. */
  readonly keep?: boolean | undefined;
  /** Turns guarantees otherwise than the scenario does; see `withDial`. */
  readonly dial?: DialSettings | undefined;
  /** Of Holdfast: environment variables for its supervisor, beside what every run sets. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Of Holdfast: how many times as long leases live, and everybody waits. */
  readonly pace?: number | undefined;
  /** Aborted: the play ends at once, the system is stopped, and `run` rejects. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

export interface RunResult {
  readonly judgement: Judgement;
  readonly history: History;
  readonly historyFile: string;
  /** With the state, if it was left where it is. */
  readonly folder?: string;
}

/** How long faults may take to heal once the play is over. */
const HEALING_MS_MAX = 30_000;

/**
 * What happens between the start and the liveness phase. It resolves with what was not done in time, and
 * has aborted `over` by then.
 */
export type Play = (
  stage: Stage,
  system: UnderTest,
  over: AbortController,
  signal: AbortSignal | undefined,
) => Promise<readonly string[]>;

/**
 * @throws DialError when nobody does what is turned; PartMissing when this machine lacks something that the scenario needs; WaitedInVain when the
 *   system does not even start
 */
export function run(scenario: Scenario, options: RunOptions = {}): Promise<RunResult> {
  return conduct(scenario, options, play);
}

/** As `run`, whatever is played. */
export async function conduct(
  written: Scenario,
  options: RunOptions,
  play: Play,
): Promise<RunResult> {
  const scenario = options.dial ? withDial(written, options.dial) : written;
  const seed = options.seed ?? scenario.seed;
  const people = [...new Set([...Object.keys(scenario.actors), ...scenario.system.people])];
  const office = openOffice(scenario.system.rooms, people);
  const system: UnderTest = options.system
    ? new ForeignUnderTest(options.system, scenario, office)
    : new HoldfastUnderTest(scenario, office, {
        keep: options.keep ?? false,
        env: options.env ?? {},
        pace: options.pace ?? 1,
      });
  const historyFile = options.historyFile ?? usualFile(scenario, system.name, seed);
  mkdirSync(dirname(historyFile), { recursive: true });
  const recorder = new Recorder(historyFile, options.onProgress ?? (() => {}));
  const results = new Results();
  try {
    recorder.record({
      ...{ kind: "run", format: HISTORY_FORMAT, scenario: scenario.name, seed },
      ...{ startedAt: clock.wallMs(), system: system.name, ...turnedIn(scenario) },
    });
    recorder.tell({ kind: "phase", phase: "starting" });
    await system.start();
    const random = new SeededRandom(seed);
    const over = new AbortController();
    setMaxListeners(0, over.signal); // Every fault listens.
    const set = { office, recorder, random, results, over: over.signal };
    const stage = setStage(scenario, system, set);
    recorder.tell({ kind: "phase", phase: "playing" });
    const unplayed = await play(stage, system, over, options.signal);
    options.signal?.throwIfAborted();
    recorder.tell({ kind: "phase", phase: "coming to rest" });
    const unfinished = [...unplayed, ...(await system.comeToRest())];
    recorder.recordAll(await system.testify(recorder.entries));
    const outcome = unfinished.length === 0 ? "finished" : "stuck";
    const left = unfinished.length === 0 ? {} : { unfinished };
    recorder.record({ kind: "end", atMs: clock.monotonicMs(), outcome, ...left });
  } finally {
    recorder.close();
    await system.stop();
  }
  recorder.tell({ kind: "phase", phase: "judging" });
  const history = recorder.entries;
  const isWitnessed = options.system === undefined;
  return {
    judgement: judgeRun({ scenario, results, history, isWitnessed }),
    history,
    historyFile,
    ...(system instanceof HoldfastUnderTest && options.keep && { folder: system.folder }),
  };
}

/** What of the dial is turned, as the history says it. */
function turnedIn({ dial = {} }: Scenario): { dial?: Readonly<Record<string, string>> } {
  const turned = Object.entries(dial).filter(([, setting]) => setting !== undefined);
  return turned.length === 0 ? {} : { dial: Object.fromEntries(turned) };
}

type Set = Pick<Stage, "office" | "recorder" | "random" | "results" | "over">;

function setStage(scenario: Scenario, system: UnderTest, set: Set): Stage {
  return {
    ...{ ...set, scenario, happenings: new Happenings(), meetings: countMeetings(scenario) },
    names: new Map(namedSteps(scenario).map(({ step, name }) => [step, name])),
    perform: (actor) => system.perform(actor),
    answersAgain: () => system.answersAgain(),
    watch: (_actor, watcher, from) => system.watch(watcher, from, set.recorder),
  };
}

/**
 * What was not done in time.
 * @param director who says when it is time; everybody moves as soon as they can when absent
 */
export async function play(
  stage: Stage,
  system: UnderTest,
  over: AbortController,
  signal: AbortSignal | undefined,
  director?: Director,
): Promise<readonly string[]> {
  const { scenario, happenings, recorder } = stage;
  const faults = playFaults(stage, system);
  const clients = Object.entries(scenario.actors).map(([actor, steps]) =>
    new Client(stage, actor).play(steps),
  );
  const actors = Promise.all(clients).then(() => director?.actorsDone());
  try {
    const ended = Promise.race([actors, failureOf(faults), ...(signal ? [aborted(signal)] : [])]);
    if (director) await Promise.race([director.letGo, ended]);
    const inTime = await within(ended, scenario["limit-ms"]);
    const waiting = happenings.waitedFor().map((name) => `somebody waits for: ${name}`);
    over.abort();
    if (!inTime) return waiting.length > 0 ? waiting : ["the actors are not done"];
    return (await within(faults, HEALING_MS_MAX)) ? [] : ["a fault cannot be healed"];
  } catch (error) {
    if (!(error instanceof WaitedInVain)) throw error;
    return [error.message];
  } finally {
    over.abort();
    recorder.giveUp();
  }
}

async function playFaults(stage: Stage, { reach }: UnderTest): Promise<void> {
  const { faults } = stage.scenario;
  if (!reach || faults.length === 0) return;
  const names = nameFaults(faults);
  await Promise.all(
    faults.map((fault, index) => {
      const name = names[index]!;
      const random = stage.random.fork(name);
      return runFault(fault, { ...reach, name, stage, random, over: stage.over });
    }),
  );
}

/** Settles only when the work fails. */
function failureOf(work: Promise<unknown>): Promise<never> {
  return new Promise((_resolve, reject) => {
    work.catch(reject);
  });
}

/** False: it took longer. */
async function within(work: Promise<unknown>, waitMsMax: number): Promise<boolean> {
  const done = new AbortController();
  try {
    const late = sleep(clock, waitMsMax, done.signal).then(() => false);
    return await Promise.race([work.then(() => true), late]);
  } finally {
    done.abort();
  }
}

/** Runs from several seeds are kept apart: one that broke a promise is not overwritten by the next. */
function usualFile({ name }: Scenario, system: string, seed: number): string {
  return join(tmpdir(), "holdfast-histories", `${name}.${system}.${seed}.jsonl`);
}
