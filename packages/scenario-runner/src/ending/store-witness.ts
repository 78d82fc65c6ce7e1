/**
 * What the store itself says happened: every commit of its log, and its views beside a plain fold of the
 * events. Read through the engine, like everything else.
 */

import { CommitRecorder, type StoreCommit, type View } from "@holdfast/checker";
import { lmdbEngine } from "@holdfast/engine-lmdb";
import { type Engine, openSharedState, type SharedState } from "@holdfast/shared-state";
import { compareViews } from "./views.ts";

export async function openWitness(folder: string): Promise<StoreWitness> {
  return new StoreWitness(await lmdbEngine({ path: folder }));
}

export class StoreWitness {
  readonly #engine: Engine;
  readonly #state: SharedState;

  constructor(engine: Engine) {
    this.#engine = engine;
    this.#state = openSharedState({ engine, actor: "scenario" });
  }

  /** @throws Error when the log does not begin with the first commit any more */
  async commits(): Promise<readonly StoreCommit[]> {
    const head = await this.#engine.head();
    const recorder = new CommitRecorder();
    const commits: StoreCommit[] = [];
    for await (const event of this.#engine.changes({ after: 0, until: head })) {
      if (event.kind === "gap") throw new Error("The store has trimmed its log.");
      commits.push(recorder.record(event));
    }
    return commits;
  }

  views(): Promise<readonly View[]> {
    return compareViews(this.#state);
  }

  close(): Promise<void> {
    return this.#engine.close();
  }
}
