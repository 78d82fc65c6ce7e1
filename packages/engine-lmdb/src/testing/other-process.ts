/** For tests: real processes that share a state, and the folders that they share. */

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Retention, Revision } from "@holdfast/shared-state/engine";
import type { Observed } from "./random-operation.ts";

const PROGRAM = fileURLToPath(
  new URL("../../dist/testing/other-process.worker.js", import.meta.url),
);

const SILENT_MS_MAX = 30_000;

export type Task =
  /** Increments one counter; answers with `Increment`s. */
  | { readonly kind: "increment"; readonly times: number; readonly inFlight: number }
  /** Creates each key unless it exists; answers with the numbers of those that it created. */
  | { readonly kind: "create"; readonly count: number }
  /** Makes commits of three keys each, all with the commit's number; answers when done. */
  | { readonly kind: "write"; readonly commits: number; readonly inFlight: number }
  /** The same without end, under a name, and acknowledges each commit. */
  | { readonly kind: "write-for-ever"; readonly name: string }
  /** Writes large values until the store refuses; answers with a `Refusal`. */
  | { readonly kind: "fill" }
  /** Stops itself, as SIGSTOP does, while it holds the write lock. */
  | { readonly kind: "stop-inside" }
  /** Waits for another process's commit; answers with it, and with how it was noticed. */
  | { readonly kind: "await-commit" }
  /** Opens so many snapshots, reads in each and closes none; answers when all are open. */
  | { readonly kind: "read"; readonly snapshots: number }
  /** Random commits without end, tiny and big, some under leases; acknowledges each. */
  | { readonly kind: "churn"; readonly name: string; readonly seed: number }
  /** Random operations, so many at a time; says of each what it observed. */
  | {
      readonly kind: "operate";
      readonly name: string;
      readonly seed: number;
      readonly inFlight: number;
    }
  /** Puts a key under a lease; answers with `Clocks`. */
  | { readonly kind: "lease"; readonly key: string; readonly forMs: number }
  /** Commits, and reads a key; answers with `Clocks`, and with what it read. */
  | { readonly kind: "look"; readonly key: string };

export type Reply =
  | { readonly kind: "done"; readonly result: unknown }
  | { readonly kind: "failed"; readonly problem: string }
  | { readonly kind: "acknowledged"; readonly number: number }
  | { readonly kind: "observed"; readonly operations: readonly Observed[] };

/** What a process takes the time to be. */
export interface Clocks {
  readonly wallMs: number;
  readonly monotonicMs: number;
  readonly value?: unknown;
}

/** What the counter became, at which revision, and between which moments of the machine's clock. */
export type Increment = readonly [
  value: number,
  revision: Revision,
  startedMs: number,
  endedMs: number,
];

/** How the store refused a group of transactions. */
export interface Refusal {
  readonly codes: readonly (string | undefined)[];
  /** The last commit before, and what the store says is the last one after. */
  readonly committed: Revision;
  readonly head: Revision;
  /** Which keys of the refused group are there. */
  readonly kept: readonly number[];
}

/** The three keys of a commit of `write` and `write-for-ever`. */
export const PARTS = ["a", "b", "c"] as const;

export interface StartOptions {
  readonly nodeOptions?: readonly string[];
  /** Files that the process writes cannot become larger than this many times 512 bytes. */
  readonly fileBlocksMax?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly retention?: Partial<Retention>;
  /** What it prints can be read from its streams. */
  readonly silent?: boolean;
}

export class OtherProcess {
  readonly child: ChildProcess;
  /** How many commits of its task the process has told us of. */
  acknowledged = 0;
  /** What came of the random operations that it has told us of. */
  readonly observed: Observed[] = [];
  readonly #exited: Promise<unknown>;
  #failure: Error | undefined;
  #answer: { resolve: (result: unknown) => void; reject: (error: Error) => void } | undefined;

  constructor(path: string, options: StartOptions = {}) {
    const { nodeOptions = [], fileBlocksMax, env = {}, retention = {}, silent = false } = options;
    const limit = `ulimit -f ${fileBlocksMax}; exec "$0" "$@"`;
    this.child = fork(PROGRAM, [path, JSON.stringify(retention)], {
      env: { ...process.env, ...env },
      silent,
      ...(fileBlocksMax !== undefined && { execPath: "sh" }),
      execArgv: [...(fileBlocksMax ? ["-c", limit, process.execPath] : []), ...nodeOptions],
    });
    this.#exited = once(this.child, "exit");
    this.child.on("message", (reply: Reply) => this.#take(reply));
    this.child.once("exit", () => this.#answer?.reject(new Error("The process has ended.")));
  }

  /** Has the process do something, and returns what came of it. */
  do<T>(task: Task): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#answer = { resolve: (result) => resolve(result as T), reject };
      this.child.send(task);
    });
  }

  /** Has the process do something of which nothing comes, but its end. */
  start(task: Task): void {
    this.child.send(task);
  }

  /**
   * Resolves when it has told us of that many random operations, or has been silent for so long that a
   * supervisor would have killed it (`heartbeat-monitor.ts`).
   */
  async operates(count: number): Promise<void> {
    while (this.observed.length < count) {
      const silence = new AbortController();
      const silent = sleep(SILENT_MS_MAX, "silent", { signal: silence.signal });
      const heard = await Promise.race([this.#nextMessage(), silent]);
      silence.abort();
      if (heard === "silent") return;
    }
  }

  /** Resolves when it has told us of that many commits. */
  async acknowledges(count: number): Promise<void> {
    while (this.acknowledged < count) await this.#nextMessage();
  }

  /** Ends the process as nothing in it can prevent. */
  async kill(): Promise<void> {
    this.child.kill("SIGKILL");
    await this.#exited;
  }

  async #nextMessage(): Promise<void> {
    if (this.#failure) throw this.#failure;
    const ended = this.#exited.then(() => {
      throw new Error("The process has ended.");
    });
    await Promise.race([once(this.child, "message"), ended]);
  }

  #fail(failure: Error): void {
    this.#failure = failure;
    this.#answer?.reject(failure);
  }

  #take(reply: Reply): void {
    if (reply.kind === "acknowledged") this.acknowledged = reply.number;
    else if (reply.kind === "observed") this.observed.push(...reply.operations);
    else if (reply.kind === "done") this.#answer?.resolve(reply.result);
    else this.#fail(new Error(reply.problem));
  }
}

/** Runs `use` with an empty state's folder and ways to start processes; nothing is left behind. */
export async function withProcesses(
  use: (path: string, start: (options?: StartOptions) => OtherProcess) => Promise<void>,
  { within = tmpdir() }: { within?: string } = {},
): Promise<void> {
  const path = await mkdtemp(join(within, "holdfast-processes-"));
  const started: OtherProcess[] = [];
  try {
    await use(path, (options) => {
      const other = new OtherProcess(path, options);
      started.push(other);
      return other;
    });
  } finally {
    for (const { child } of started) child.kill("SIGKILL");
    await Promise.all(started.map((other) => other.kill()));
    await rm(path, { recursive: true });
  }
}
