/**
 * A whole Holdfast for a test: real processes on a throw-away state, spoken to over HTTP only.
 */

import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { programFile } from "@holdfast/agent-runtime/process";
import type { Agent, Agents } from "@holdfast/api";

export interface Reply<T = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

interface StartOptions {
  readonly state?: string;
  readonly agents?: number;
  /** Processes, steps and mails may be broken. */
  readonly workshop?: boolean;
  /** Else another one with each start of the gateway. */
  readonly port?: number;
}

const RETRY_MS = 20;
/** Longer than the supervisor gives its processes to end. */
const ENDING_MS_MAX = 10_000;

const nobody = new Int32Array(new SharedArrayBuffer(4));

export class Holdfast {
  readonly state: string;
  readonly #agents: number;
  readonly #workshop: boolean;
  readonly #port: number;
  #supervisor: ChildProcess | undefined;

  static async start(options: StartOptions = {}): Promise<Holdfast> {
    const holdfast = new Holdfast(options);
    await holdfast.start();
    return holdfast;
  }

  private constructor({ state, agents = 1, workshop = false, port = 0 }: StartOptions) {
    this.#workshop = workshop;
    this.#port = port;
    this.state = state ?? mkdtempSync(join(tmpdir(), "holdfast-"));
    this.#agents = agents;
  }

  /** Starts on the state as it is, and waits until every process is running. */
  async start(): Promise<void> {
    const folder = ["--state", this.state, "--agents", String(this.#agents)];
    const args = [programFile("supervisor"), ...folder, ...(this.#workshop ? ["--workshop"] : [])];
    const env = {
      ...process.env,
      HOLDFAST_PORT: String(this.#port),
      HOLDFAST_RATE_LIMIT: "1000000",
    };
    const supervisor = spawn(process.execPath, args, {
      env,
      stdio: ["ignore", "inherit", "inherit"],
    });
    this.#supervisor = supervisor;
    const end = () => this.#endAtOnce();
    process.prependOnceListener("exit", end);
    supervisor.once("exit", () => process.off("exit", end));
    const everyProcessRuns = until("every process runs", async () => {
      const agents = await this.agents().catch(() => []);
      return agents.length > 3 && agents.every(({ state }) => state === "running");
    });
    await everyProcessRuns.catch(async (error: unknown) => {
      await this.stop();
      throw error;
    });
  }

  get pid(): number {
    return this.#supervisor!.pid!;
  }

  /** The first admin's. */
  get accessToken(): string {
    return this.#read("access-token").trim();
  }

  async answers(): Promise<boolean> {
    return this.get("/health").then(
      () => true,
      () => false,
    );
  }

  /** Throws while nobody knows, as a gateway does not that is about to end. */
  async agents(): Promise<readonly Agent[]> {
    const { status, body } = await this.get<Agents>("/api/agents");
    if (status !== 200) throw new Error(`/api/agents answered ${status}.`);
    return body.agents;
  }

  async agent(role: string): Promise<Agent & { pid: number }> {
    const found = (await this.agents()).find((agent) => agent.role === role);
    if (typeof found?.pid !== "number") throw new Error(`No ${role} is running.`);
    return { ...found, pid: found.pid };
  }

  /**
   * Does another process run in its place? Right after a process was killed, it is still listed as
   * running.
   */
  async isReplaced(old: Agent): Promise<boolean> {
    const agents = await this.agents().catch(() => []);
    return agents.some(
      ({ name, pid, state }) => name === old.name && pid !== old.pid && state === "running",
    );
  }

  get<T>(path: string, headers: Record<string, string> = {}): Promise<Reply<T>> {
    return this.request<T>("GET", path, undefined, headers);
  }

  async request<T = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Reply<T>> {
    const isText = typeof body === "string";
    const response = await fetch(this.url + path, {
      method,
      headers: {
        authorization: `Bearer ${this.accessToken}`,
        ...(body === undefined
          ? {}
          : { "content-type": isText ? "text/calendar" : "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: isText ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text ? JSON.parse(text) : {},
    };
  }

  /** Ctrl-C, and waits until it is over. Returns the exit status. */
  async stop(): Promise<number | null> {
    const supervisor = this.#supervisor;
    if (!supervisor || supervisor.exitCode !== null) return supervisor?.exitCode ?? null;
    const ended = new Promise<number | null>((resolve) => supervisor.once("exit", resolve));
    supervisor.kill("SIGINT");
    return ended;
  }

  /** `kill -9` of every process at once: nobody gets a last word. */
  async killEverything(): Promise<void> {
    const pids = (await this.agents()).flatMap(({ pid }) => pid ?? []);
    const ended = new Promise((resolve) => this.#supervisor!.once("exit", resolve));
    for (const pid of [this.pid, ...pids]) process.kill(pid, "SIGKILL");
    await ended;
    await until("every process is gone", async () => !pids.some(isAlive));
  }

  async destroy(): Promise<void> {
    await this.stop();
    rmSync(this.state, { recursive: true, force: true });
  }

  /** This process leaves early: no event will tell it any more when the others have ended. */
  #endAtOnce(): void {
    this.#supervisor?.kill("SIGTERM");
    const deadline = performance.now() + ENDING_MS_MAX;
    while (isSupervised(this.state) && performance.now() < deadline) {
      Atomics.wait(nobody, 0, 0, RETRY_MS);
    }
  }

  /** Where it serves, without a slash at the end. */
  get url(): string {
    return (JSON.parse(this.#read("gateway.json")) as { url: string }).url.replace(/\/$/, "");
  }

  #read(file: string): string {
    const path = join(this.state, file);
    if (!existsSync(path)) throw new Error(`There is no ${path} yet.`);
    return readFileSync(path, "utf8");
  }
}

/** A supervisor's lock is there for as long as one of its processes is. */
function isSupervised(state: string): boolean {
  return existsSync(state) && readdirSync(state).some((name) => name.endsWith(".supervisor"));
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Waits for a condition; fails, naming it, when it does not come true in time. */
export async function until(
  what: string,
  holds: () => Promise<boolean>,
  { waitMsMax = 30_000 } = {},
): Promise<void> {
  const deadline = performance.now() + waitMsMax;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`Waited in vain: ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}
