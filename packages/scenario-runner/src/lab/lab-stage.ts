/** Where the conflicts of a lab are played: a state that is thrown away, and agents that stand by. */

import { rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { markThrowAway } from "@holdfast/agent-runtime";
import {
  CommitRecorder,
  HISTORY_FORMAT,
  type History,
  type Operation,
  type StoreCommit,
} from "@holdfast/checker";
import { lmdbEngine } from "@holdfast/engine-lmdb";
import { openSharedState, type SharedState, sleep } from "@holdfast/shared-state";
import { SeededRandom } from "../seeded-random.ts";
import { type Begun, LAB_LEASE_MS, LAB_PEOPLE, type Stage, type StageAgent } from "./conflict.ts";
import { FaultLog } from "./fault-log.ts";
import type { LabOrder, LabReport } from "./lab-orders.ts";
import { LabProcess } from "./lab-process.ts";

/** What a conflict is played with. */
export interface Playing {
  readonly name: string;
  /** Compiled: what agents can do, and the answer that they do it by. */
  readonly program: string;
  readonly answer: string;
  readonly seed: number;
}

export class LabStage {
  readonly folder: string;
  readonly #state: SharedState;
  readonly #agents = new Map<string, LabProcess>();
  readonly #recorder = new CommitRecorder();
  readonly #operations = new Map<string, Operation>();
  #faults = new FaultLog();
  #played = 0;
  #recorded = 0;
  /** Also when this process is told to exit in the middle of a conflict, nothing stays. */
  readonly #leave = () => {
    for (const agent of this.#agents.values()) agent.end();
    rmSync(this.folder, { recursive: true, force: true });
  };

  static async open(): Promise<LabStage> {
    const folder = await mkdtemp(join(tmpdir(), "holdfast-stage-"));
    markThrowAway(folder);
    const engine = await lmdbEngine({ path: folder });
    return new LabStage(folder, openSharedState({ engine, actor: "stage" }));
  }

  private constructor(folder: string, state: SharedState) {
    this.folder = folder;
    this.#state = state;
    process.once("exit", this.#leave);
    for (const name of LAB_PEOPLE) this.#process(name);
  }

  /** Before a conflict: the stage that its players see. */
  set(playing: Playing): Stage {
    this.#operations.clear();
    this.#faults = new FaultLog();
    this.#played += 1;
    const random = new SeededRandom(playing.seed).fork(playing.name);
    return {
      about: `lab-${this.#played}`,
      random,
      agent: (name) => this.#agent(name, playing, random),
      outwaitHolds: () => {
        const { leaseLagMs } = this.#state.engine.manifest;
        return sleep(this.#state.clock, LAB_LEASE_MS + leaseLagMs + 1);
      },
    };
  }

  /** Of the conflict that was played last. */
  async history({ name, seed }: Playing): Promise<History> {
    const operations = [...this.#operations.values()];
    const inOrder = [...operations, ...this.#faults.entries].sort((a, b) => timeOf(a) - timeOf(b));
    const { clock } = this.#state;
    return [
      {
        ...{ kind: "run", format: HISTORY_FORMAT, scenario: name, seed },
        ...{ startedAt: clock.wallMs(), system: "lab" },
      },
      ...(await this.#newCommits()),
      ...inOrder,
      { kind: "end", atMs: clock.monotonicMs(), outcome: "finished" },
    ];
  }

  /** Agents that are in the middle of something are of no further use. */
  async endAgents(): Promise<void> {
    const agents = [...this.#agents.values()];
    for (const agent of agents) agent.end();
    await Promise.all(agents.map((agent) => agent.ended()));
    this.#agents.clear();
  }

  async close(): Promise<void> {
    process.off("exit", this.#leave);
    await this.endAgents();
    await this.#state.close();
    await rm(this.folder, { recursive: true });
  }

  #agent(name: string, { program, answer }: Playing, random: SeededRandom): StageAgent {
    const order = (action: string, input: object, more: Partial<LabOrder> = {}): LabOrder => ({
      ...{ program, answer, action, input, standStillBefore: [] },
      ...more,
    });
    const obey = async (given: LabOrder) => (await this.#process(name).begin(given)).done;
    return {
      does: (action, input) => obey(order(action, input)),
      doesByChance: (action, input) => {
        const seed = Math.floor(random.next() * 2 ** 31);
        return obey(order(action, input, { seed }));
      },
      doesUntil: (standStillBefore, action, input) =>
        this.#beginUntil(name, order(action, input, { standStillBefore })),
    };
  }

  async #beginUntil(name: string, order: LabOrder): Promise<Begun> {
    const agent = this.#process(name);
    const detail = `before ${order.standStillBefore.join(" or ")}`;
    const stop = this.#faults.announce("stop", name, agent.pid, this.#now(), detail);
    const { standing, done } = await agent.begin(order);
    const isStanding = await Promise.race([standing.then(() => true), done.then(() => false)]);
    if (isStanding) stop.strike(this.#now());
    return {
      wake: () => {
        if (isStanding) stop.heal(this.#now());
        agent.wake();
        return done;
      },
      kill: async () => {
        const kill = this.#faults.announce("kill", name, agent.pid, this.#now());
        agent.end();
        await agent.ended();
        kill.strike(this.#now());
      },
    };
  }

  /** A new one, if the last of that name has gone. */
  #process(name: string): LabProcess {
    const standing = this.#agents.get(name);
    if (standing && !standing.isOver) return standing;
    const started = new LabProcess(this.folder, name, (report) => this.#hear(report));
    this.#agents.set(name, started);
    return started;
  }

  #hear(report: LabReport): void {
    if (report.kind !== "operation-began" && report.kind !== "operation-ended") return;
    this.#operations.set(report.operation.id, report.operation);
  }

  async #newCommits(): Promise<StoreCommit[]> {
    const { engine } = this.#state;
    const [after, until] = [this.#recorded, await engine.head()];
    this.#recorded = until;
    const commits: StoreCommit[] = [];
    if (after === until) return commits;
    for await (const told of engine.changes({ after, until })) {
      if (told.kind === "commit") commits.push(this.#recorder.record(told));
    }
    return commits;
  }

  #now(): number {
    return this.#state.clock.monotonicMs();
  }
}

function timeOf(entry: { readonly invokedMs: number } | { readonly atMs: number }): number {
  return "invokedMs" in entry ? entry.invokedMs : entry.atMs;
}
