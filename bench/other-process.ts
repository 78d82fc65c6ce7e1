/** A child process of a benchmark: forked, waited for, asked, and ended by its own pid. */

import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";

export class OtherProcess {
  readonly #child: ChildProcess;
  readonly #kill = () => this.#child.kill("SIGKILL");

  /** Starts a file of this folder, and waits until it says that it is ready. */
  static async start(file: string, args: readonly string[]): Promise<OtherProcess> {
    const path = fileURLToPath(new URL(`./${file}`, import.meta.url));
    const other = new OtherProcess(fork(path, args, { serialization: "advanced" }));
    await other.next();
    return other;
  }

  private constructor(child: ChildProcess) {
    this.#child = child;
    process.once("exit", this.#kill);
  }

  get pid(): number {
    return this.#child.pid!;
  }

  /** Sends a question and waits for the answer. */
  ask<Answer>(question: object): Promise<Answer> {
    const answer = this.next<Answer>();
    this.#child.send(question);
    return answer;
  }

  /** The next message; rejects when the process ends instead. */
  next<Message>(): Promise<Message> {
    return new Promise((resolve, reject) => {
      const onMessage = (message: unknown) => {
        this.#child.off("exit", onExit);
        resolve(message as Message);
      };
      const onExit = () => {
        this.#child.off("message", onMessage);
        reject(new Error(`Process ${this.pid} of the benchmark ended by itself.`));
      };
      this.#child.once("message", onMessage);
      this.#child.once("exit", onExit);
    });
  }

  async stop(): Promise<void> {
    process.off("exit", this.#kill);
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = new Promise((resolve) => this.#child.once("exit", resolve));
    this.#child.kill();
    await ended;
  }
}

/** In the child: answers each question of the parent's, after saying that it is ready. */
export function answer<Question>(reply: (question: Question) => Promise<unknown>): void {
  process.on("message", async (question) => process.send?.(await reply(question as Question)));
  process.send?.("ready");
}
