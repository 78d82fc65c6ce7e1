/**
 * One child's life.
 *
 *     stopped ──→ starting ──→ running ──→ stopping ──→ stopped
 *                  ↑    └────────┴─ it died, or was killed ─→ backoff ─→ starting …
 *                  │                                    └──→ down   (too often)
 *               restarted by hand                           ended   (it had one thing to do)
 */

import type { Beat, Timing } from "@holdfast/agent-runtime/process";
import { type Clock, failpoint } from "@holdfast/shared-state/engine";
import type { ChildSpec } from "./child-spec.ts";
import { judge, type KillReason } from "./heartbeat-monitor.ts";
import type { Launch, LaunchedProcess, ProcessEnd } from "./launch.ts";
import { RestartPolicy, type RestartRules } from "./restart-policy.ts";

export type ChildState =
  | "stopped"
  | "starting"
  | "running"
  | "stopping"
  | "backoff"
  | "down"
  | "ended";

export interface LastEnd extends ProcessEnd {
  readonly atMs: number;
  /** Why the supervisor killed it; absent when it ended by itself. */
  readonly killedBecause?: KillReason | "stop-too-slow" | "told-to";
}

/** A child's row in the status table. Moments are wall time, in milliseconds since 1970. */
export interface ChildStatus {
  readonly name: string;
  readonly role: string;
  readonly provides: readonly string[];
  readonly state: ChildState;
  readonly restarts: number;
  /** It is ended when it takes more, in MiB. */
  readonly memoryMb: number;
  readonly pid?: number;
  readonly startedAtMs?: number;
  readonly lastBeatAtMs?: number;
  /** The same moment on the monotonic clock, for whoever compares it with another. */
  readonly lastBeatMonotonicMs?: number;
  readonly mainLagMs?: number;
  readonly lock?: Beat["lock"];
  readonly rssBytes?: number;
  readonly cpuPercent?: number;
  readonly longestWriteMs?: number;
  readonly tasksUnderWay?: number;
  readonly tasksBegun?: number;
  readonly lastEnd?: LastEnd;
  /** Why it is not started again; only of one that is down. */
  readonly downReason?: string;
}

export interface ChildOptions {
  readonly launch: Launch;
  readonly clock: Clock;
  readonly timing: Timing;
  readonly restarts: RestartRules;
  /** Whether a child that died is to be started again at all: not once everything stops. */
  readonly startsAgain: () => boolean;
  /** The time in which the supervisor was awake (see `heartbeat-monitor.ts`). */
  readonly awakeMs: () => number;
  readonly onChange: (child: Child) => void;
}

/** From the start of a process to its end. */
interface Life {
  readonly process: LaunchedProcess;
  readonly startedAtMs: number;
  readonly startedAwakeMs: number;
  beat?: Beat;
  beatAtMs?: number;
  beatMonotonicMs?: number;
  beatAwakeMs: number;
  killedBecause?: LastEnd["killedBecause"];
}

/** What a process may take besides its JavaScript heap: code, buffers, the store's own memory. */
const BEYOND_HEAP_MB = 128;
const BYTES_PER_MB = 1024 * 1024;

export class Child {
  readonly spec: ChildSpec;
  readonly #options: ChildOptions;
  readonly #policy: RestartPolicy;
  #state: ChildState = "stopped";
  #life: Life | undefined;
  #restarts = 0;
  #lastEnd: LastEnd | undefined;
  #downReason: string | undefined;
  #cancelTimer = () => {};
  #waiting: { condition: () => boolean; resolve: () => void }[] = [];

  constructor(spec: ChildSpec, options: ChildOptions) {
    this.spec = spec;
    this.#options = options;
    this.#policy = new RestartPolicy(options.restarts);
  }

  get state(): ChildState {
    return this.#state;
  }

  get pid(): number | undefined {
    return this.#life?.process.pid;
  }

  /** Starts it, unless it runs already; one that was down gets all its chances again. */
  start(): void {
    if (this.#life) return;
    this.#cancelTimer();
    this.#policy.forgive();
    this.#downReason = undefined;
    this.#launch();
  }

  /** Resolves once it runs, or will not run any more by itself. */
  settled(): Promise<void> {
    return this.#until(() => this.#state !== "starting" && this.#state !== "backoff");
  }

  /** Asks it to stop, and kills it when it takes too long. Resolves once there is no process. */
  async stop(): Promise<void> {
    if (this.#state === "backoff") {
      this.#cancelTimer();
      this.#enter("stopped");
    }
    if (!this.#life) return;
    if (this.#state !== "stopping") {
      this.#life.process.signal("SIGTERM");
      const { clock, timing } = this.#options;
      this.#cancelTimer = clock.after(timing.stopMs, () => this.kill("stop-too-slow"));
      this.#enter("stopping");
    }
    await this.#until(() => !this.#life);
  }

  kill(because: NonNullable<LastEnd["killedBecause"]>): void {
    if (!this.#life) return;
    this.#life.killedBecause ??= because;
    this.#life.process.signal("SIGKILL");
  }

  /** Looks whether it is stuck or takes too much, and kills it if so. Call it regularly. */
  check(): void {
    const life = this.#life;
    if (!life || life.killedBecause) return;
    const beats = this.spec.heartbeats !== false;
    const nowMs = this.#options.awakeMs();
    const verdict = judge(
      {
        beat: life.beat,
        silentMs: beats ? nowMs - life.beatAwakeMs : 0,
        sinceStartMs: beats ? nowMs - life.startedAwakeMs : 0,
        memoryBytes: life.process.ownMemoryBytes() ?? life.beat?.rssBytes,
        memoryBytesMax: this.#memoryMbMax * BYTES_PER_MB,
      },
      this.#options.timing,
    );
    if (verdict.kill) this.kill(verdict.because);
  }

  status(): ChildStatus {
    const { name, role, provides = [] } = this.spec;
    return {
      name,
      role,
      provides,
      state: this.#state,
      restarts: this.#restarts,
      memoryMb: this.#memoryMbMax,
      pid: this.pid,
      startedAtMs: this.#life?.startedAtMs,
      lastBeatAtMs: this.#life?.beatAtMs,
      lastBeatMonotonicMs: this.#life?.beatMonotonicMs,
      ...figuresOf(this.#life?.beat),
      lastEnd: this.#lastEnd,
      downReason: this.#downReason,
    };
  }

  get #memoryMbMax(): number {
    return this.spec.memoryMb + BEYOND_HEAP_MB;
  }

  #launch(): void {
    const { launch, clock, awakeMs } = this.#options;
    const life: Life = {
      process: launch(this.spec, {
        onBeat: (beat) => this.#heard(life, beat),
        onEnd: (end) => this.#ended(life, end),
      }),
      startedAtMs: clock.wallMs(),
      startedAwakeMs: awakeMs(),
      beatAwakeMs: awakeMs(),
    };
    this.#life = life;
    this.#enter(this.spec.heartbeats === false ? "running" : "starting");
  }

  #heard(life: Life, beat: Beat): void {
    life.beat = beat;
    life.beatAtMs = this.#options.clock.wallMs();
    life.beatMonotonicMs = this.#options.clock.monotonicMs();
    life.beatAwakeMs = this.#options.awakeMs();
    if (this.#state === "starting" && beat.phase === "ready") this.#enter("running");
  }

  #ended(life: Life, end: ProcessEnd): void {
    const { killedBecause } = life;
    this.#life = undefined;
    this.#cancelTimer();
    this.#lastEnd = { ...end, atMs: this.#options.clock.wallMs(), killedBecause };
    if (this.#state === "stopping") this.#enter("stopped");
    else if (this.spec.oneShot) this.#enter("ended");
    else if (!this.#options.startsAgain()) this.#enter("stopped");
    else this.#startAgainLater();
  }

  #startAgainLater(): void {
    const { clock, restarts } = this.#options;
    const decision = this.#policy.died(clock.monotonicMs());
    if (!decision.again) {
      const within = `${decision.deaths} times within ${restarts.windowMs / 1_000} s`;
      this.#downReason = `It died ${within}, the last time with ${this.#howItEnded()}.`;
      this.#enter("down");
      return;
    }
    this.#cancelTimer = clock.after(decision.inMs, () => {
      failpoint("supervisor.before-restart");
      this.#restarts += 1;
      this.#launch();
    });
    this.#enter("backoff");
  }

  #howItEnded(): string {
    const { killedBecause, signal, status } = this.#lastEnd ?? {};
    if (killedBecause) return `a kill by the supervisor (${killedBecause})`;
    if (signal) return `signal ${signal}`;
    return typeof status === "number" ? `exit status ${status}` : "a failure to start";
  }

  #enter(state: ChildState): void {
    this.#state = state;
    const met = this.#waiting.filter(({ condition }) => condition());
    this.#waiting = this.#waiting.filter((waiting) => !met.includes(waiting));
    for (const { resolve } of met) resolve();
    this.#options.onChange(this);
  }

  #until(condition: () => boolean): Promise<void> {
    if (condition()) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ condition, resolve }));
  }
}

function figuresOf(beat: Beat | undefined) {
  const { mainLagMs, lock, rssBytes, cpuPercent, longestWriteMs } = beat ?? {};
  const { tasksUnderWay, tasksBegun } = beat ?? {};
  return { mainLagMs, lock, rssBytes, cpuPercent, longestWriteMs, tasksUnderWay, tasksBegun };
}
