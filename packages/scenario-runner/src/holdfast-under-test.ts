/** Holdfast as a scenario plays on it: real processes on a state that was made to be thrown away. */

import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  askForReads,
  DIAL_VARIABLE,
  FailpointControl,
  readRecordedReads,
} from "@holdfast/agent-runtime";
import type { History, HistoryEntry } from "@holdfast/checker";
import { dialText } from "@holdfast/dial/settings";
import { needsAdmin } from "./actors/clients.ts";
import type { WatchFrom } from "./actors/stage.ts";
import { HOLDFAST } from "./ending/judging.ts";
import { comeToRest } from "./ending/liveness.ts";
import { mailsIn } from "./ending/mails.ts";
import { openWitness } from "./ending/store-witness.ts";
import { withReads } from "./ending/versions-read.ts";
import { viewsShown } from "./ending/views-shown.ts";
import { mountSmallDisk, unmountSmallDisk } from "./faults/disk-full.ts";
import { wallClockVariables } from "./faults/wall-clock.ts";
import type { Scenario } from "./format/scenario.ts";
import type { Perform } from "./operation.ts";
import { until } from "./patience.ts";
import type { Recorder } from "./recorder.ts";
import { furnish } from "./system/furnish.ts";
import { GatewayOperations } from "./system/gateway-operations.ts";
import type { Office } from "./system/office.ts";
import { Processes } from "./system/processes.ts";
import { Watcher } from "./system/watcher.ts";
import type { UnderTest } from "./under-test.ts";

export interface HoldfastOptions {
  /** Leave the folder where it is. */
  readonly keep?: boolean;
  /** Variables for the supervisor, beside what every run sets. */
  readonly env?: Readonly<Record<string, string>>;
  /** How many times as long leases live, and everybody waits. */
  readonly pace?: number;
}

export class HoldfastUnderTest implements UnderTest {
  readonly name = HOLDFAST;
  /** Of the run: its state is in it, and what belongs to that. */
  readonly folder: string;
  readonly reach: { readonly processes: Processes; readonly failpoints: FailpointControl };
  readonly #scenario: Scenario;
  readonly #office: Office;
  readonly #keep: boolean;
  readonly #pace: number;
  readonly #hasOwnDisk: boolean;
  readonly #watchers: Watcher[] = [];
  #operations: ReadonlyMap<string, GatewayOperations> = new Map();

  /** @throws PartMissing */
  constructor(
    scenario: Scenario,
    office: Office,
    { keep = false, env = {}, pace = 1 }: HoldfastOptions = {},
  ) {
    this.#scenario = scenario;
    this.#office = office;
    this.#keep = keep;
    this.#pace = pace;
    this.folder = mkdtempSync(join(tmpdir(), "holdfast-scenario-"));
    const has = (fault: "clock-jump" | "disk-full") =>
      scenario.faults.some((each) => each[fault] !== undefined);
    this.#hasOwnDisk = has("disk-full");
    try {
      mkdirSync(this.#stateFolder);
      if (this.#hasOwnDisk) mountSmallDisk(this.#stateFolder);
      const variables = {
        ...env,
        ...(scenario.dial && { [DIAL_VARIABLE]: dialText(scenario.dial) }),
        ...(has("clock-jump") && wallClockVariables(this.folder)),
      };
      const { agents } = scenario.system;
      const processes = new Processes({ folder: this.folder, agents, env: variables, pace });
      const failpoints = new FailpointControl(processes.failpointsFolder);
      if (pace > 1) failpoints.slowDown(pace);
      askForReads(failpoints.folder);
      this.reach = { processes, failpoints };
    } catch (error) {
      rmSync(this.folder, { recursive: true, force: true });
      throw error;
    }
  }

  get #stateFolder(): string {
    return join(this.folder, "state");
  }

  async start(): Promise<void> {
    const { processes } = this.reach;
    await processes.start();
    const actors = Object.entries(this.#scenario.actors).map(([actor, steps]) => {
      return { actor, role: steps.some(needsAdmin) ? "admin" : "member" } as const;
    });
    const reading = { remembers: this.#scenario.dial?.["read-diary"] === "at-least" };
    const tokens = await furnish(processes, this.#office, actors);
    this.#operations = new Map(
      [...tokens].map(([actor, token]) => [
        actor,
        new GatewayOperations(processes, token, reading),
      ]),
    );
  }

  perform(actor: string): Perform {
    const operations = this.#operations.get(actor);
    if (!operations) throw new Error(`There is no actor ${actor}.`);
    return (operation, asking) => operations.perform(operation, asking);
  }

  async answersAgain(): Promise<void> {
    const { processes } = this.reach;
    await until("the gateway answers", async () => (await processes.list()) !== undefined);
  }

  async watch(watcher: string, from: WatchFrom, recorder: Recorder): Promise<void> {
    const watching = new Watcher(this.reach.processes, { ...from, watcher, recorder });
    this.#watchers.push(watching);
    await watching.begun;
  }

  comeToRest(): Promise<readonly string[]> {
    this.reach.failpoints.close();
    return comeToRest(this.reach.processes, this.#pace);
  }

  async testify(seen: History): Promise<readonly HistoryEntry[]> {
    const witness = await openWitness(this.#stateFolder);
    try {
      const commits = await witness.commits();
      for (const watcher of this.#watchers) await watcher.finish(commits);
      const reads = readRecordedReads(this.reach.failpoints.folder);
      const mails = mailsIn(commits, this.#office);
      const views = [...viewsShown(seen, commits), ...(await witness.views())];
      return [...withReads(commits, reads), ...mails, ...views];
    } finally {
      await witness.close();
    }
  }

  async stop(): Promise<void> {
    const { processes, failpoints } = this.reach;
    failpoints.close();
    for (const watcher of this.#watchers) watcher.close();
    await processes.stop();
    if (this.#keep) return;
    if (this.#hasOwnDisk) unmountSmallDisk(this.#stateFolder);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
