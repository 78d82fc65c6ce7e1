/**
 * A scenario that a person plays step by step. Actors wait before each of their steps, processes stand
 * still at failpoints, and nobody moves but who is told to:
 *
 *     const stepping = new Stepping(scenario, { at: ["saga-step.after-commit"] });
 *     const run = stepping.run();
 *     const scene = await stepping.nextScene();     // everything stands still
 *     stepping.move(scene.movers[0]);
 *     …                                             // until scene.isOver, or stepping.letAllGo()
 *     const { judgement } = await run;
 *
 * Processes are real, and time goes on. Leases, deadlines and waits are therefore longer by the *pace*,
 * so that nothing lapses under a person who thinks.
 */

import { FAILPOINTS, type FailpointName, sleep } from "@holdfast/shared-state";
import type { Stage } from "../actors/stage.ts";
import type { Director, Turn } from "../director.ts";
import { nameFaults } from "../format/naming.ts";
import type { Scenario } from "../format/scenario.ts";
import { Happenings } from "../happenings.ts";
import { clock } from "../patience.ts";
import type { Progress } from "../progress.ts";
import { conduct, play, type RunOptions, type RunResult } from "../run.ts";
import type { UnderTest } from "../under-test.ts";
import { type CommitSeen, CommitsBetween } from "./commits-between.ts";
import { PLACES_USUAL } from "./places.ts";
import { OrderBook, type PlayedOrder } from "./played-order.ts";
import { type Stand, Stands } from "./stands.ts";
import { stepInWords } from "./step-words.ts";

/** A booking gives up after fifteen seconds: at this pace, after five minutes. */
export const PACE_USUAL = 20;

export interface SteppingOptions extends Omit<RunOptions, "system" | "pace"> {
  /** Where processes stand still; where requests pass by, when absent. */
  readonly at?: readonly FailpointName[] | undefined;
  /** How many times as long leases live and waits last. */
  readonly pace?: number | undefined;
}

/** Somebody who can move now. */
export type Mover =
  | { readonly kind: "actor"; readonly name: string; readonly step: string; readonly would: string }
  | {
      readonly kind: "process";
      readonly name: string;
      readonly stand: Stand;
      /** What has happened there, and what has not; and why that is a place to stand at. */
      readonly when: string;
      readonly reason: string;
    };

/** Everything stands still, until somebody is told to move. */
export interface Scene {
  readonly movers: readonly Mover[];
  /** Since the last scene, in order: commits, answers, faults. */
  readonly happened: readonly (CommitSeen | Progress)[];
  /** Clients who were not answered yet. */
  readonly unanswered: readonly string[];
  /** Nobody is left to move: the run comes to its end by itself. */
  readonly isOver: boolean;
}

const LOOK_EVERY_MS = 20;
/** So long nothing may happen before everything counts as standing still. */
const QUIET_MS = 400;
/** The same while somebody waits for an answer, and nobody stands in its way. */
const QUIET_UNANSWERED_MS = 10_000;

export class Stepping {
  readonly #scenario: Scenario;
  readonly #options: SteppingOptions;
  readonly #turns = new Map<string, { readonly turn: Turn; readonly go: () => void }>();
  readonly #unanswered = new Set<string>();
  readonly #openSteps = new Set<string>();
  readonly #openFaults: Set<string>;
  readonly #book = new OrderBook();
  /** Of stepping itself: `begun`, and `let go`. */
  readonly #happenings = new Happenings();
  #happened: (CommitSeen | Progress)[] = [];
  #running: Promise<RunResult> | undefined;
  #stage: Stage | undefined;
  #stands: Stands | undefined;
  #commits: CommitsBetween | undefined;
  #actorsDone = false;
  #order: PlayedOrder | undefined;

  constructor(scenario: Scenario, options: SteppingOptions = {}) {
    this.#scenario = scenario;
    this.#options = options;
    const names = nameFaults(scenario.faults);
    this.#openFaults = new Set(names.flatMap((name) => [`struck ${name}`, `healed ${name}`]));
  }

  /** Plays it, and resolves when it has been judged. */
  run(): Promise<RunResult> {
    const { at = PLACES_USUAL, pace = PACE_USUAL, ...options } = this.#options;
    const onProgress = (progress: Progress) => this.#note(progress);
    const director: Director = {
      actorsDone: () => this.#lastActorDone(),
      letGo: this.#happenings.when("let go"),
    };
    this.#running = conduct(
      this.#scenario,
      { ...options, pace, onProgress },
      async (stage, system, over, signal) => {
        await this.#begin(stage, system, at);
        try {
          const mayBegin = (turn: Turn) => this.#mayBegin(turn);
          return await play({ ...stage, mayBegin }, system, over, signal, director);
        } finally {
          await this.#end();
        }
      },
    );
    return this.#running;
  }

  /** Resolves when everything stands still. Rejects when the run cannot begin. */
  async nextScene(): Promise<Scene> {
    await Promise.race([this.#happenings.when("begun"), this.#running]);
    let quietSinceMs = clock.monotonicMs();
    let before = "";
    while (!this.#order) {
      await this.#look();
      const now = this.#signature();
      if (now !== before) quietSinceMs = clock.monotonicMs();
      before = now;
      if (this.#standsStill(clock.monotonicMs() - quietSinceMs)) break;
      await sleep(clock, LOOK_EVERY_MS);
    }
    const movers = this.#movers();
    if (this.#actorsDone && movers.length === 0) this.letAllGo();
    const happened = this.#happened;
    this.#happened = [];
    const isOver = this.#order !== undefined;
    return { movers, happened, unanswered: [...this.#unanswered], isOver };
  }

  move(mover: Mover): void {
    if (mover.kind === "process") {
      this.#book.move({ goesOn: mover.stand });
      this.#stands?.release(mover.stand);
      return;
    }
    const waiting = this.#turns.get(mover.name);
    if (!waiting) return;
    this.#turns.delete(mover.name);
    this.#book.move({ begins: waiting.turn.id });
    this.#openSteps.add(waiting.turn.id);
    waiting.go();
  }

  /** Everybody moves by themselves from now on, until the end. */
  letAllGo(): void {
    if (this.#order) return;
    this.#order = this.#book.close(this.#stands?.standing ?? []);
    this.#stands?.letAllGo();
    for (const { go } of this.#turns.values()) go();
    this.#turns.clear();
    this.#happenings.happen("let go");
  }

  /** What was played until everybody was let go. */
  get order(): PlayedOrder {
    return this.#order ?? this.#book.close(this.#stands?.standing ?? []);
  }

  /** What had become of a step by then; undefined: nothing that is certain. */
  outcomeOf(step: string): "ok" | "refused" | undefined {
    const outcome = this.order.done.includes(step) && this.#stage?.results.of(step)?.outcome;
    return outcome === "ok" || outcome === "refused" ? outcome : undefined;
  }

  async #begin(stage: Stage, { reach }: UnderTest, at: readonly FailpointName[]): Promise<void> {
    if (!reach) throw new Error("Only processes that are known can be stepped through.");
    this.#stage = stage;
    this.#stands = new Stands(reach.failpoints);
    this.#commits = await CommitsBetween.open(reach.processes.stateFolder);
    const processes = (await reach.processes.list()) ?? [];
    this.#stands.arm(
      processes.map(({ name }) => name),
      at,
    );
    this.#happenings.happen("begun");
  }

  async #end(): Promise<void> {
    this.letAllGo();
    const commits = this.#commits;
    this.#commits = undefined;
    await commits?.close();
  }

  #mayBegin(turn: Turn): Promise<void> {
    if (this.#order) return Promise.resolve();
    return new Promise((go) => {
      this.#turns.set(turn.client, { turn, go });
    });
  }

  #lastActorDone(): Promise<void> {
    this.#actorsDone = true;
    return this.#happenings.when("let go");
  }

  #note(progress: Progress): void {
    if (progress.kind === "begun") this.#unanswered.add(progress.actor);
    if (progress.kind === "operation") this.#unanswered.delete(progress.operation.process);
    this.#happened.push(progress);
    this.#options.onProgress?.(progress);
  }

  async #look(): Promise<void> {
    this.#happened.push(...((await this.#commits?.read()) ?? []));
    for (const { name } of this.#stands?.look() ?? []) this.#book.struck(name);
    for (const step of this.#openSteps) {
      if (!this.#hasHappened(`done ${step}`)) continue;
      this.#openSteps.delete(step);
      this.#book.done(step);
    }
    for (const happening of this.#openFaults) {
      if (!this.#hasHappened(happening)) continue;
      this.#openFaults.delete(happening);
      const [what, name = ""] = happening.split(" ");
      if (what === "struck") this.#book.struck(name);
      else this.#book.healed(name);
    }
  }

  #hasHappened(name: string): boolean {
    return this.#stage?.happenings.has(name) ?? false;
  }

  /** It changes when anything happens. */
  #signature(): string {
    const stands = this.#stands?.all.length;
    return [stands, this.#happened.length, [...this.#turns.keys()], this.#actorsDone].join(" ");
  }

  #standsStill(quietMs: number): boolean {
    const isBusy = this.#unanswered.size > 0 && this.#stands?.standing.length === 0;
    return quietMs >= (isBusy ? QUIET_UNANSWERED_MS : QUIET_MS);
  }

  #movers(): Mover[] {
    const order = Object.keys(this.#scenario.actors);
    const placeOf = ({ turn }: { turn: Turn }) => order.indexOf(turn.client.split("/")[0]!);
    const turns = [...this.#turns.values()].sort((one, other) => placeOf(one) - placeOf(other));
    const actors = turns.map(({ turn }): Mover => {
      const { client: name, id: step } = turn;
      return { kind: "actor", name, step, would: stepInWords(turn.step) };
    });
    const processes = (this.#stands?.standing ?? []).map((stand): Mover => {
      const { when, reason } = FAILPOINTS[stand.failpoint];
      return { kind: "process", name: stand.process, stand, when, reason };
    });
    return [...actors, ...processes];
  }
}
