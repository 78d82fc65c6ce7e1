/** Where races are run: a state that is thrown away afterwards, and agents that stand by. */

import { rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { markThrowAway } from "@holdfast/agent-runtime";
import { CommitRecorder, type StoreCommit } from "@holdfast/checker";
import type { DialPosition } from "@holdfast/dial/settings";
import { lmdbEngine } from "@holdfast/engine-lmdb";
import { openSharedState, type SharedState } from "@holdfast/shared-state";
import { AgentHandle } from "./agent-handle.ts";

const AGENTS = 4;

export class RaceTrack {
  readonly folder: string;
  readonly state: SharedState;
  readonly agents: readonly AgentHandle[];
  readonly #recorder = new CommitRecorder();
  /** Also when this process is told to exit in the middle of a race, nothing stays. */
  readonly #leave = () => {
    for (const agent of this.agents) agent.end();
    rmSync(this.folder, { recursive: true, force: true });
  };
  #recorded = 0;
  #races = 0;

  static async open(): Promise<RaceTrack> {
    const folder = await mkdtemp(join(tmpdir(), "holdfast-dial-"));
    markThrowAway(folder);
    const engine = await lmdbEngine({ path: folder });
    const track = new RaceTrack(folder, openSharedState({ engine, actor: "race" }));
    try {
      await Promise.all(track.agents.map((agent) => agent.ready()));
    } catch (error) {
      await track.close();
      throw error;
    }
    return track;
  }

  private constructor(folder: string, state: SharedState) {
    this.folder = folder;
    this.state = state;
    const names = Array.from({ length: AGENTS }, (_, index) => `agent/${index + 1}`);
    this.agents = names.map((name) => new AgentHandle(folder, name));
    process.once("exit", this.#leave);
  }

  /** Never the same: what a race is about is of its own. */
  nameRace({ operation, setting }: DialPosition): string {
    this.#races += 1;
    return `${operation}-${setting}-${this.#races}`;
  }

  /** The store's log since this was last asked. */
  async newCommits(): Promise<StoreCommit[]> {
    const { engine } = this.state;
    const [after, until] = [this.#recorded, await engine.head()];
    this.#recorded = until;
    const commits: StoreCommit[] = [];
    if (after === until) return commits;
    for await (const told of engine.changes({ after, until })) {
      if (told.kind === "gap")
        throw new Error("The store keeps less of its log than a race makes.");
      commits.push(this.#recorder.record(told));
    }
    return commits;
  }

  async close(): Promise<void> {
    process.off("exit", this.#leave);
    for (const agent of this.agents) agent.end();
    await Promise.all(this.agents.map((agent) => agent.ended()));
    await this.state.close();
    await rm(this.folder, { recursive: true });
  }
}
