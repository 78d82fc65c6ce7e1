/**
 * A process's side of failpoints: what it does when it comes to one that is armed.
 *
 *     failpoint("mail.after-acceptance") ──▶ a rule for it, and for us? ──▶ note the arrival ──▶ our turn?
 *                                                                                              │
 *                      crash · fail · wait: until released, until all are there, for a while ◀──┘
 *
 * It is installed only when the environment says so, and only on a state that was made to be thrown
 * away. Who waits keeps its whole main thread waiting, as a process that was stopped would; the
 * heartbeat has a thread of its own, and tells the supervisor that this is meant (`heartbeat.ts`). At a
 * `failpointAside` only who came waits.
 */

import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import {
  type FailpointName,
  type FailpointTask,
  HoldfastError,
  handleFailpoints,
  setPace,
  sleep,
  systemClock,
} from "@holdfast/shared-state/engine";
import { EnvironmentError } from "./environment.ts";
import { type ArrivalLine, FailpointHits, struckBy, type WaitEnd } from "./failpoint-hits.ts";
import {
  concerns,
  type FailpointRule,
  parseArmed,
  readArmed,
  readPace,
  releaseFile,
  WAIT_MS_MAX,
  waits,
} from "./failpoint-rules.ts";
import { isThrowAway } from "./throw-away.ts";

export const FAILPOINTS_VARIABLE = "HOLDFAST_FAILPOINTS";

/** Where failpoints are armed. A variable that is empty is one that is not set. */
export function failpointsFolder(env: NodeJS.ProcessEnv): string | undefined {
  return env[FAILPOINTS_VARIABLE] || undefined;
}

export interface ArmedProcess {
  /** What HOLDFAST_FAILPOINTS says; undefined: nothing is installed. */
  readonly failpoints?: string | undefined;
  /** The state's folder. */
  readonly state: string;
  /** Its name, for example `room-agent/1`. */
  readonly actor: string;
}

export interface ArmedOptions {
  /** The process begins to wait at a failpoint, or goes on. */
  readonly onWaiting?: (waiting: boolean) => void;
  /** However long a rule would keep it; see `WAIT_MS_MAX`. */
  readonly waitMsMax?: number;
}

/** @throws EnvironmentError when the state was not made to be thrown away */
export function installFailpoints(armed: ArmedProcess, options: ArmedOptions = {}): void {
  const { failpoints: folder, state, actor } = armed;
  if (folder === undefined) return;
  if (!isThrowAway(state)) {
    const message = `the state in ${state} was not made to be thrown away`;
    throw new EnvironmentError([{ path: [FAILPOINTS_VARIABLE], message }]);
  }
  const here = new ArmedFailpoints(folder, actor, options);
  handleFailpoints(
    (name, task) => here.reach(name, task),
    (name, task) => here.reachAside(name, task),
  );
  setPace(readPace(folder));
}

/** How often whoever waits looks whether it may go on. */
const LOOK_EVERY_MS = 5;

const clock = systemClock();

class ArmedFailpoints {
  readonly #folder: string;
  readonly #actor: string;
  readonly #onWaiting: (waiting: boolean) => void;
  readonly #waitMsMax: number;
  readonly #hits: FailpointHits;
  #armed = "[]";
  #rules: readonly FailpointRule[] = [];

  constructor(folder: string, actor: string, options: ArmedOptions) {
    this.#folder = folder;
    this.#actor = actor;
    this.#onWaiting = options.onWaiting ?? (() => {});
    this.#waitMsMax = options.waitMsMax ?? WAIT_MS_MAX;
    this.#hits = new FailpointHits(folder);
  }

  /** @throws HoldfastError `failpoint` when a rule wants it so; `failpoint-rule-invalid` */
  reach(name: FailpointName, task?: FailpointTask): void {
    for (const { rule, arrival } of this.#struckAt(name, task)) {
      if (this.#strike(rule)) this.#wait(rule, arrival);
    }
  }

  /** As `reach`, but only who came waits, and the process goes on. */
  async reachAside(name: FailpointName, task?: FailpointTask): Promise<void> {
    for (const { rule, arrival } of this.#struckAt(name, task)) {
      if (this.#strike(rule)) await this.#waitAside(rule, arrival);
    }
  }

  #struckAt(
    name: FailpointName,
    task?: FailpointTask,
  ): readonly { readonly rule: FailpointRule; readonly arrival: string }[] {
    const rules = this.#currentRules().filter(
      (rule) => rule.failpoint === name && concerns(rule, this.#actor, task),
    );
    // All of them count the arrival before any of them keeps it, and in one go: of two processes that come
    // at once, the second to come is the second for every rule.
    const arrived = rules
      .filter((rule) => this.#hits.arrivedBy(rule.id) < struckBy(rule).last)
      .map((rule) => ({ rule, arrival: randomUUID() }));
    if (arrived.length === 0) return [];
    this.#hits.append(...arrived.map(({ rule, arrival }) => this.#lineOf(rule, arrival, task)));
    this.#hits.refresh();
    return arrived.filter(({ arrival }) => this.#hits.strikes(arrival));
  }

  #currentRules(): readonly FailpointRule[] {
    const text = readArmed(this.#folder);
    if (text !== this.#armed) {
      this.#rules = parseArmed(text);
      this.#armed = text;
    }
    return this.#rules;
  }

  #lineOf(rule: FailpointRule, arrival: string, task: FailpointTask | undefined): ArrivalLine {
    const { id, failpoint, action, meeting } = rule;
    return {
      ...{ event: "arrived", arrival, rule: id, failpoint, action },
      ...{ process: this.#actor, pid: process.pid, atMs: nowMs() },
      ...struckBy(rule),
      ...(meeting && { meeting }),
      ...(task && { task: named(task) }),
    };
  }

  /** True: whoever came has to wait. */
  #strike(rule: FailpointRule): boolean {
    if (rule.action === "crash") process.kill(process.pid, "SIGKILL");
    if (rule.action === "fail") {
      throw new HoldfastError("failpoint", { problem: `${rule.failpoint}, by rule ${rule.id}.` });
    }
    return waits(rule.action);
  }

  #wait(rule: FailpointRule, arrival: string): void {
    const look = this.#lookForEnd(rule, arrival);
    let because = look();
    this.#onWaiting(true);
    while (!because) {
      standStill(LOOK_EVERY_MS);
      because = look();
    }
    this.#onWaiting(false);
    this.#hits.append({ event: "went-on", arrival, because, atMs: nowMs() });
  }

  async #waitAside(rule: FailpointRule, arrival: string): Promise<void> {
    const look = this.#lookForEnd(rule, arrival);
    let because = look();
    while (!because) {
      await sleep(clock, LOOK_EVERY_MS);
      because = look();
    }
    this.#hits.append({ event: "went-on", arrival, because, atMs: nowMs() });
  }

  /** Undefined: not yet. */
  #lookForEnd(rule: FailpointRule, arrival: string): () => WaitEnd | undefined {
    const isOver = this.#endOf(rule, arrival);
    const released = releaseFile(this.#folder, rule.id);
    const letGo = releaseFile(this.#folder, rule.id, this.#hits.ordinalOf(arrival));
    const until = nowMs() + (rule.waitMsMax ?? this.#waitMsMax);
    return () => {
      if (isOver()) return "over";
      if (existsSync(released) || existsSync(letGo)) return "released";
      return nowMs() >= until ? "gave-up" : undefined;
    };
  }

  /** When the waiting is over by itself: a pause never is. */
  #endOf({ action, delayMs = 0 }: FailpointRule, arrival: string): () => boolean {
    if (action === "meet") return () => this.#hits.refresh().isMeetingComplete(arrival);
    const until = action === "delay" ? nowMs() + delayMs : Number.POSITIVE_INFINITY;
    return () => nowMs() >= until;
  }
}

/** Its payload is nobody's business. */
function named({ kind, queue, id }: FailpointTask): FailpointTask {
  return { kind, queue, id };
}

const nothing = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

/** Of the whole thread: nothing else happens in it meanwhile. */
function standStill(ms: number): void {
  Atomics.wait(nothing, 0, 0, ms);
}

function nowMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
