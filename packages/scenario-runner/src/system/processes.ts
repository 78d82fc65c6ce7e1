/**
 * A whole Holdfast for a scenario: the supervisor and its real processes, on a throw-away state, spoken
 * to over HTTP only.
 */

import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { FAILPOINTS_VARIABLE, markThrowAway } from "@holdfast/agent-runtime";
import { programFile } from "@holdfast/agent-runtime/process";
import type { Agent, Agents } from "@holdfast/api";
import { until, WaitedInVain } from "../patience.ts";
import { type HttpReply, type HttpRequest, NoAnswer, sendRequest } from "./http.ts";

const LOG = "holdfast.log";
const OUTPUT = "supervisor.out";
const PROCESSES_MIN = 6;
/** Of a machine that has much else to do. */
const STARTING_MS_MAX = 90_000;

export type ProcessInfo = Pick<Agent, "name" | "role" | "state" | "pid">;

export interface ProcessesOptions {
  /** Everything of the run lies in it: `state/`, `failpoints/`, and what the supervisor says. */
  readonly folder: string;
  /** How many processes of each agent. */
  readonly agents: number;
  /** Beside what every run sets. */
  readonly env?: Readonly<Record<string, string>>;
  /** How many times as long as usual an answer may take. */
  readonly pace?: number;
}

/** The system did not come up. Says what the processes themselves said last of it. */
export class CouldNotStart extends Error {
  override readonly name = "CouldNotStart";

  constructor(log: string, cause: unknown) {
    const lines = existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : [];
    const said = lines.findLast((line) => line.includes('"level":"fatal"')) ?? lines.at(-1);
    super(`The system did not start. ${said ?? "It said nothing."}`, { cause });
  }
}

export class Processes {
  readonly folder: string;
  readonly stateFolder: string;
  readonly failpointsFolder: string;
  readonly #options: ProcessesOptions;
  #supervisor: ChildProcess | undefined;

  constructor(options: ProcessesOptions) {
    this.#options = options;
    this.folder = options.folder;
    this.stateFolder = join(options.folder, "state");
    this.failpointsFolder = join(options.folder, "failpoints");
    markThrowAway(this.stateFolder);
  }

  /** Starts on the state as it is, and resolves when every process runs. @throws WaitedInVain */
  async start(): Promise<void> {
    const { agents, env } = this.#options;
    const program = programFile("supervisor");
    const args = [program, "--state", this.stateFolder, "--agents", String(agents)];
    const output = openSync(join(this.folder, OUTPUT), "a");
    this.#supervisor = spawn(process.execPath, args, {
      env: {
        ...withoutSettings(process.env),
        ...{ HOLDFAST_PORT: "0", HOLDFAST_RATE_LIMIT: "1000000" },
        [FAILPOINTS_VARIABLE]: this.failpointsFolder,
        ...env,
      },
      stdio: ["ignore", output, output],
    });
    closeSync(output);
    const supervisor = this.#supervisor;
    const isUp = () => {
      if (hasEnded(supervisor)) throw new WaitedInVain(`the supervisor, ${this.#lastWords()}`);
      return this.everyProcessRuns();
    };
    await until("every process runs", isUp, { waitMsMax: STARTING_MS_MAX }).catch(
      (error: unknown) => {
        throw new CouldNotStart(join(this.stateFolder, LOG), error);
      },
    );
  }

  get supervisorPid(): number {
    const pid = this.#supervisor?.pid;
    if (pid === undefined) throw new Error("The supervisor has not been started.");
    return pid;
  }

  /** Undefined: nobody answers. */
  async list(): Promise<readonly ProcessInfo[] | undefined> {
    const reply = await this.ask<Agents>("/api/agents").catch(() => undefined);
    return reply?.status === 200 ? reply.body.agents : undefined;
  }

  async everyProcessRuns(): Promise<boolean> {
    const processes = (await this.list()) ?? [];
    const alive = ({ state, pid }: ProcessInfo) => state === "running" && isAlive(pid);
    return processes.length >= PROCESSES_MIN && processes.every(alive);
  }

  /**
   * In the admin's name, unless it comes with another access token.
   * @throws NoAnswer
   */
  async ask<Body>(path: string, request: Partial<HttpRequest> = {}): Promise<HttpReply<Body>> {
    const accessToken = request.accessToken ?? this.#read("access-token").trim();
    const { pace = 1 } = this.#options;
    return sendRequest(this.#url() + path, { ...request, accessToken }, pace);
  }

  /** What is read while it comes. @throws when nobody answers */
  open(
    path: string,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<Response> {
    return fetch(this.#url() + path, {
      headers: { authorization: `Bearer ${this.#read("access-token").trim()}`, ...headers },
      signal,
    });
  }

  /** Resolves once nothing is left of it. Nobody will miss the state: there is nothing to finish. */
  async stop(): Promise<void> {
    const supervisor = this.#supervisor;
    if (!supervisor || hasEnded(supervisor)) return;
    const running = await this.list();
    if (running) return this.killEverything(running.flatMap(({ pid }) => pid ?? []));
    const ended = new Promise((resolve) => supervisor.once("exit", resolve));
    supervisor.kill("SIGINT");
    await ended;
  }

  /** `kill -9` of every process at once: nobody gets a last word. */
  async killEverything(pids: readonly number[]): Promise<void> {
    const supervisor = this.#supervisor;
    if (!supervisor || hasEnded(supervisor)) return;
    const ended = new Promise((resolve) => supervisor.once("exit", resolve));
    for (const pid of [this.supervisorPid, ...pids]) killIfThere(pid, "SIGKILL");
    await ended;
    await until("every process is gone", () => !pids.some(isAlive));
  }

  /** Read again each time: a gateway that was started anew has another port. */
  #url(): string {
    const { url } = JSON.parse(this.#read("gateway.json")) as { url: string };
    return url.replace(/\/$/, "");
  }

  #read(file: string): string {
    const path = join(this.stateFolder, file);
    if (!existsSync(path)) throw new NoAnswer(false, `There is no ${path} yet.`);
    return readFileSync(path, "utf8");
  }

  #lastWords(): string {
    const text = readFileSync(join(this.folder, OUTPUT), "utf8").trim();
    return text === "" ? "which ended and said nothing" : `which ended: ${text}`;
  }
}

/** False: the process had ended already. */
export function killIfThere(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

/** A process that has ended, and whose end nobody has asked about yet, is not alive. */
export function isAlive(pid: number | null | undefined): boolean {
  if (typeof pid !== "number") return false;
  try {
    process.kill(pid, 0);
    return process.platform !== "linux" || !isZombie(pid);
  } catch {
    return false;
  }
}

/** `4711 (node) Z 1 …`: the name may have spaces and brackets in it. */
function isZombie(pid: number): boolean {
  const text = readFileSync(`/proc/${pid}/stat`, "utf8");
  return text.slice(text.lastIndexOf(")") + 2).startsWith("Z");
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

/** Settings are for a system that serves somebody: its mail server is not for the mails of a run. */
function withoutSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith("HOLDFAST_")));
}
