/**
 * Starts the children, a few at once, watches them, starts them again, and stops them in reverse order.
 *
 * Its main thread never touches the store: a process that is stopped inside a write would freeze
 * with it the very one that has to kill it. Whoever wants the status in the shared state publishes
 * what `onStatus` is given, from a thread or a process of its own.
 */

import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { createLogger, type Logger, TIMING, type Timing } from "@holdfast/agent-runtime/process";
import { type Clock, systemClock } from "@holdfast/shared-state/engine";
import { Child, type ChildStatus } from "./child.ts";
import { type ChildSpec, faultIn } from "./child-spec.ts";
import { AwakeTime } from "./heartbeat-monitor.ts";
import { type Launch, type LaunchOptions, launchNode } from "./launch.ts";
import { identify } from "./process-identity.ts";
import { RESTART_RULES, type RestartRules } from "./restart-policy.ts";
import { SupervisorLock } from "./supervisor-lock.ts";

export interface SupervisorOptions {
  /** In the order in which they are started; what runs once comes when all others serve. */
  readonly children: readonly ChildSpec[];
  /** How many may be on their way up at once; usually one for each processor, and two at least. */
  readonly startsAtOnce?: number;
  readonly stateFolder: string;
  /** The checkout whose code the children may read. */
  readonly codeFolder?: string;
  /** The name of a one-shot child: when it ends, everything does, with its exit status. */
  readonly endsWith?: string;
  /** Called after each change, and once a second. Must neither throw nor block. */
  readonly onStatus?: (children: readonly ChildStatus[]) => void;
  readonly timing?: Partial<Timing>;
  readonly restarts?: Partial<RestartRules>;
  readonly logger?: Logger;
  readonly logLevel?: string;
  readonly output?: LaunchOptions["output"];
  readonly clock?: Clock;
  readonly launch?: Launch;
}

export interface RollingRestart {
  /** The child that did not come up again; the ones after it were left as they were. */
  readonly failed?: string;
}

const STATUS_EVERY_MS = 1_000;
/** From here to the root of the checkout: `apps/supervisor/dist` (or `src`). */
const CODE_FOLDER = fileURLToPath(new URL("../../../", import.meta.url));
/** Our exit status when the child that we end with was ended by a signal, and so has none. */
const EXIT_STATUS_AFTER_SIGNAL = 1;

/**
 * Begins to start the children. Returns at once, so that signals can be answered from the first
 * moment: see `started` and `finished`.
 * @throws SupervisorRunningError when another one runs this state.
 */
export function startSupervisor(options: SupervisorOptions): Supervisor {
  const fault = faultIn(options.children);
  if (fault) throw new Error(fault);
  return new Supervisor(options);
}

export class Supervisor {
  /** Resolves once each child runs, or is down, or the supervisor was stopped before that. */
  readonly started: Promise<void>;
  /** Resolves with the exit status once nothing is left. */
  readonly finished: Promise<number>;

  readonly #options: SupervisorOptions;
  readonly #clock: Clock;
  readonly #timing: Timing;
  readonly #logger: Logger;
  readonly #lock: SupervisorLock;
  readonly #awake: AwakeTime;
  readonly #children: readonly Child[];
  readonly #killAtExit = () => this.#killWhatIsLeft();
  #finish: (status: number) => void = () => {};
  #stopping = false;
  #exitStatus = 0;
  #statusIsDue = false;
  #recordIsDue = false;
  #cancelWatch = () => {};
  #cancelStatus = () => {};
  /** Done one at a time, as starts by hand are: a rolling restart takes out one child only. */
  #restarting: Promise<unknown> = Promise.resolve();

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock();
    this.#timing = { ...TIMING, ...options.timing };
    this.#logger = options.logger ?? createLogger({ actor: "supervisor" });
    const stateFolder = resolve(options.stateFolder);
    this.#lock = SupervisorLock.take(stateFolder, this.#clock.bootId);
    this.#awake = new AwakeTime(this.#clock.monotonicMs(), this.#timing.heartbeatMs);
    const launch = options.launch ?? this.#launchNode(stateFolder);
    this.#children = options.children.map((spec) => this.#makeChild(spec, launch));
    process.once("exit", this.#killAtExit);
    this.finished = new Promise((finish) => {
      this.#finish = finish;
    });
    this.#watch();
    this.#reportRegularly();
    this.started = this.#startAll();
  }

  status(): readonly ChildStatus[] {
    return this.#children.map((child) => child.status());
  }

  /**
   * Starts the child with all its chances, unless it has a process by the time its turn comes: of
   * two who saw it down, the later one must not stop it. Resolves once it runs or is down.
   */
  start(name: string): Promise<void> {
    const child = this.#children.find(({ spec }) => spec.name === name);
    if (!child) throw new Error(`There is no child called ${name}.`);
    return this.#oneAfterTheOther(() => this.#start(child));
  }

  /** Restarts every agent, one after the other, each when the one before it runs again. */
  rollingRestart(): Promise<RollingRestart> {
    return this.#oneAfterTheOther(async () => {
      for (const child of this.#children.filter(({ spec }) => !spec.oneShot)) {
        await this.#restart(child);
        if (child.state === "down") return { failed: child.spec.name };
      }
      return {};
    });
  }

  /** Stops every child, the last one first. Resolves with the exit status once nothing is left. */
  stop(): Promise<number> {
    if (!this.#stopping) {
      this.#stopping = true;
      this.#logger.info("stopping");
      void this.#stopAll();
    }
    return this.finished;
  }

  /** As `stop`, but without asking. */
  killAll(): Promise<number> {
    const finished = this.stop();
    for (const child of this.#children) child.kill("told-to");
    return finished;
  }

  #launchNode(stateFolder: string): Launch {
    const { codeFolder = CODE_FOLDER, output = "inherit", logLevel = "info" } = this.#options;
    return launchNode({
      stateFolder,
      codeFolder: resolve(codeFolder),
      bootId: this.#clock.bootId,
      logLevel,
      timing: this.#timing,
      output,
    });
  }

  #makeChild(spec: ChildSpec, launch: Launch): Child {
    return new Child(spec, {
      launch,
      clock: this.#clock,
      timing: this.#timing,
      restarts: { ...RESTART_RULES, ...this.#options.restarts },
      startsAgain: () => !this.#stopping,
      awakeMs: () => this.#awake.awakeMs,
      onChange: (child) => this.#changed(child),
    });
  }

  /**
   * Nobody needs another one to start: what they need of each other, they find in the state when it is
   * there. More at once than there are processors would only let the first one serve later.
   */
  async #startAll(): Promise<void> {
    const { startsAtOnce = Math.max(2, availableParallelism()) } = this.#options;
    const waiting = this.#children.filter(({ spec }) => !spec.oneShot);
    const starting = Array.from({ length: startsAtOnce }, () => this.#startOneByOne(waiting));
    await Promise.all(starting);
    await this.#startOneByOne(this.#children.filter(({ spec }) => spec.oneShot));
  }

  /** Takes one after the other from those that wait, each when the one before it has settled. */
  async #startOneByOne(waiting: Child[]): Promise<void> {
    for (let child = waiting.shift(); child; child = waiting.shift()) {
      if (this.#stopping) return;
      child.start();
      await child.settled();
    }
  }

  async #stopAll(): Promise<void> {
    for (const child of this.#children.toReversed()) await child.stop();
    this.#cancelWatch();
    this.#cancelStatus();
    this.#lock.release();
    process.removeListener("exit", this.#killAtExit);
    this.#options.onStatus?.(this.status());
    this.#logger.info({ exitStatus: this.#exitStatus }, "stopped");
    this.#finish(this.#exitStatus);
  }

  async #restart(child: Child): Promise<void> {
    if (this.#stopping) return;
    await child.stop();
    await this.#start(child);
  }

  async #start(child: Child): Promise<void> {
    if (this.#stopping) return;
    child.start();
    await child.settled();
  }

  #oneAfterTheOther<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#restarting.then(work);
    this.#restarting = done.catch(() => {});
    return done;
  }

  #changed(child: Child): void {
    const { name, state, pid, lastEnd, downReason } = child.status();
    const died = state === "backoff" || state === "down";
    this.#logger[died ? "warn" : "info"](
      { child: name, state, childPid: pid, ...(died && { lastEnd, downReason }) },
      `${name} is ${state}`,
    );
    this.#recordChildren();
    this.#reportSoon();
    if (state === "ended" && name === this.#options.endsWith) {
      this.#exitStatus = lastEnd?.status ?? EXIT_STATUS_AFTER_SIGNAL;
      void this.stop();
    }
  }

  /** On a full disk it is tried again with the next report: who supervises has to outlive that. */
  #recordChildren(): void {
    const pids = this.#children.flatMap(({ pid }) => (pid === undefined ? [] : [pid]));
    const alive = pids.map(identify).filter((identity) => identity !== undefined);
    try {
      this.#lock.recordChildren(alive);
      this.#recordIsDue = false;
    } catch (error) {
      this.#recordIsDue = true;
      this.#logger.warn({ err: error }, "who runs could not be written down");
    }
  }

  #watch(): void {
    this.#cancelWatch = this.#clock.after(this.#timing.heartbeatMs, () => {
      this.#awake.look(this.#clock.monotonicMs());
      for (const child of this.#children) child.check();
      this.#watch();
    });
  }

  #reportRegularly(): void {
    this.#cancelStatus = this.#clock.after(STATUS_EVERY_MS, () => {
      if (this.#recordIsDue) this.#recordChildren();
      this.#options.onStatus?.(this.status());
      this.#reportRegularly();
    });
  }

  /** Many changes at once make one report. */
  #reportSoon(): void {
    if (this.#statusIsDue) return;
    this.#statusIsDue = true;
    queueMicrotask(() => {
      this.#statusIsDue = false;
      this.#options.onStatus?.(this.status());
    });
  }

  /** The supervisor ends in an error of its own: nothing may be left of the children either. */
  #killWhatIsLeft(): void {
    for (const child of this.#children) child.kill("told-to");
    this.#lock.release();
  }
}
