/** For tests: a real process that takes a lock, and does with it what its parent tells it. */

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const PROGRAM = fileURLToPath(new URL("../dist/locks/lock-process.worker.js", import.meta.url));

export const LOCK = "room/turing";
export const LEASE_MS = 600;

export type Order =
  /** Takes the lock, and keeps it until told to finish. */
  | { readonly kind: "lock"; readonly waitMsMax: number }
  /** Writes through the fenced handle. */
  | { readonly kind: "write" }
  | { readonly kind: "finish" }
  /** Takes the lock so many times, and each time increments a counter in two steps. */
  | { readonly kind: "increment"; readonly times: number };

export type Report =
  | { readonly kind: "ready" }
  | { readonly kind: "locked"; readonly fence: number }
  | { readonly kind: "timed-out"; readonly lockedBy: string | undefined }
  | { readonly kind: "written" }
  | { readonly kind: "refused"; readonly code: string }
  | { readonly kind: "lost" }
  | { readonly kind: "finished" };

export class LockProcess {
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;
  readonly #reports: Report[] = [];

  constructor(path: string, actor: string) {
    this.#child = fork(PROGRAM, [path, actor], { execArgv: [] });
    this.#exited = once(this.#child, "exit");
    this.#child.on("message", (report: Report) => this.#reports.push(report));
  }

  order(order: Order): void {
    this.#child.send(order);
  }

  /** Waits for a report of that kind, and takes it off the list. */
  async reports<Kind extends Report["kind"]>(kind: Kind): Promise<Extract<Report, { kind: Kind }>> {
    for (;;) {
      const at = this.#reports.findIndex((report) => report.kind === kind);
      const [report] = at < 0 ? [] : this.#reports.splice(at, 1);
      if (report) return report as Extract<Report, { kind: Kind }>;
      await Promise.race([once(this.#child, "message"), this.#ended(kind)]);
    }
  }

  stop(): void {
    this.#child.kill("SIGSTOP");
  }

  goOn(): void {
    this.#child.kill("SIGCONT");
  }

  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#exited;
  }

  async #ended(kind: string): Promise<never> {
    await this.#exited;
    throw new Error(`The process ended before it reported "${kind}".`);
  }
}
