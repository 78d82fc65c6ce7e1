/** An agent of a lab, as the stage has it: a real process, which does what it is told. */

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { LabOrder, LabReport } from "./lab-orders.ts";

/** The same from the sources and from `dist`. */
const PROGRAM = fileURLToPath(new URL("../../dist/lab/lab-agent.js", import.meta.url));

const STANDARD_ERROR = 2;

/** The learner's answer threw, or ended its process. */
export class AnswerThrew extends Error {
  override readonly name = "AnswerThrew";
}

export type HearReport = (report: LabReport) => void;

export class LabProcess {
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;
  readonly #hear: HearReport;
  readonly #ready: Promise<void>;
  #finish: { resolve: (result: unknown) => void; reject: (error: Error) => void } | undefined;
  #stoodStill: () => void = () => {};
  #isOver = false;

  constructor(folder: string, name: string, hear: HearReport) {
    this.#hear = hear;
    // What the answer prints is for its learner, and no part of any result.
    this.#child = fork(PROGRAM, [folder, name], {
      execArgv: ["--enable-source-maps"],
      serialization: "advanced",
      stdio: ["pipe", STANDARD_ERROR, STANDARD_ERROR, "ipc"],
    });
    this.#exited = once(this.#child, "exit");
    this.#ready = this.#result().then(() => {});
    this.#ready.catch(() => {});
    this.#child.on("message", (report: LabReport) => this.#take(report));
    void this.#exited.then(() => {
      this.#isOver = true;
      this.#finish?.reject(new AnswerThrew(`The process of ${name} has ended.`));
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Has it do something. `standing` resolves if it stands still before it is done. */
  async begin(order: LabOrder): Promise<{ standing: Promise<void>; done: Promise<unknown> }> {
    await this.#ready;
    const standing = new Promise<void>((resolve) => {
      this.#stoodStill = resolve;
    });
    const done = this.#result();
    done.catch(() => {});
    this.#child.send(order);
    return { standing, done };
  }

  wake(): void {
    this.#child.stdin?.write(".");
  }

  /** As nothing in the process can prevent, whatever it is doing. */
  end(): void {
    this.#isOver = true;
    this.#child.kill("SIGKILL");
  }

  async ended(): Promise<void> {
    await this.#exited;
  }

  #result(): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#finish = { resolve, reject };
    });
  }

  #take(report: LabReport): void {
    if (report.kind === "standing-still") this.#stoodStill();
    else if (report.kind === "ready") this.#finish?.resolve(undefined);
    else if (report.kind === "done") this.#finish?.resolve(report.result);
    else if (report.kind === "failed") this.#finish?.reject(new AnswerThrew(report.problem));
    this.#hear(report);
  }
}
