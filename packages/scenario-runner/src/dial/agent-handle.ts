/** An agent of a race, as its parent has it: a real process, which does what it is told. */

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Operation } from "@holdfast/checker";
import type { Order, Report } from "./race-orders.ts";

/** The same from the sources and from `dist`. */
const PROGRAM = fileURLToPath(new URL("../../dist/dial/race-agent.js", import.meta.url));

/** Something that an agent was told to do. */
export interface Ordered {
  /** Resolves if its process stands still before it is done. */
  readonly asleep: Promise<void>;
  /** Resolves if it has to wait for a view before it is done. */
  readonly waiting: Promise<void>;
  /** @throws Error when it failed, or its process ended */
  readonly done: Promise<readonly Operation[]>;
}

interface Telling {
  readonly asleep: Settled<void>;
  readonly waiting: Settled<void>;
  readonly done: Settled<readonly Operation[]>;
}

export class AgentHandle {
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;
  readonly #ready: Promise<void>;
  #telling: Telling | undefined;

  constructor(folder: string, actor: string) {
    this.#child = fork(PROGRAM, [folder, actor], {
      execArgv: [],
      serialization: "advanced",
      stdio: ["pipe", "inherit", "inherit", "ipc"],
    });
    this.#exited = once(this.#child, "exit");
    void this.#exited.then(() => {
      this.#telling?.done.reject(new Error(`The process of ${actor} has ended.`));
    });
    this.#ready = this.#tell(() => {}).done.then(() => {});
    this.#child.on("message", (report: Report) => this.#hear(report));
  }

  ready(): Promise<void> {
    return this.#ready;
  }

  begin(order: Order): Ordered {
    return this.#tell(() => this.#child.send(order));
  }

  order(order: Order): Promise<readonly Operation[]> {
    return this.begin(order).done;
  }

  /** Resolves when it is asleep, or done without having slept. */
  async beginUntilAsleep(order: Order): Promise<Ordered> {
    const ordered = this.begin(order);
    await Promise.race([ordered.asleep, ordered.done]);
    return ordered;
  }

  wake(): void {
    this.#child.stdin?.write(".");
  }

  /** As nothing in the process can prevent, asleep or not. */
  end(): void {
    this.#telling = undefined;
    this.#child.kill("SIGKILL");
  }

  async ended(): Promise<void> {
    await this.#exited;
  }

  #tell(begin: () => void): Ordered {
    const [asleep, waiting] = [settled<void>(), settled<void>()];
    const done = settled<readonly Operation[]>();
    this.#telling = { asleep, waiting, done };
    begin();
    return { asleep: asleep.promise, waiting: waiting.promise, done: done.promise };
  }

  #hear(report: Report): void {
    if (report.kind === "asleep") this.#telling?.asleep.resolve();
    else if (report.kind === "waiting") this.#telling?.waiting.resolve();
    else if (report.kind === "ready") this.#telling?.done.resolve([]);
    else if (report.kind === "done") this.#telling?.done.resolve(report.operations);
    else this.#telling?.done.reject(new Error(report.problem));
  }
}

/** A promise, and what settles it. */
interface Settled<T> {
  readonly promise: Promise<T>;
  resolve(value: T): void;
  reject(error: Error): void;
}

function settled<T>(): Settled<T> {
  let resolve: (value: T) => void = () => {};
  let reject: (error: Error) => void = () => {};
  const promise = new Promise<T>((resolveIt, rejectIt) => {
    resolve = resolveIt;
    reject = rejectIt;
  });
  return { promise, resolve, reject };
}
