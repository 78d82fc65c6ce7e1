/**
 * What the store itself says happened: every commit of its log, and its views beside a plain fold of
 * them. Read through the engine, like everything else.
 */

import { CommitRecorder, type StoreCommit, type View } from "@holdfast/checker";
import { type LmdbEngineOptions, lmdbEngine } from "@holdfast/engine-lmdb";
import { type Engine, openSharedState, type SharedState } from "@holdfast/shared-state";
import { compareViews, readViews } from "./views.ts";

/** @param clock by which leases are judged; the machine's when absent */
export async function openWitness(
  folder: string,
  options: Pick<LmdbEngineOptions, "clock"> = {},
): Promise<StoreWitness> {
  return new StoreWitness(await lmdbEngine({ path: folder, ...options }));
}

export class StoreWitness {
  readonly #engine: Engine;
  readonly #state: SharedState;
  readonly #recorder = new CommitRecorder();
  readonly #commits: StoreCommit[] = [];

  constructor(engine: Engine) {
    this.#engine = engine;
    this.#state = openSharedState({ engine, actor: "scenario" });
  }

  /** @throws Error when the log does not begin with the first commit any more */
  async commits(): Promise<readonly StoreCommit[]> {
    const until = await this.#engine.head();
    const after = this.#commits.at(-1)?.revision ?? 0;
    if (after >= until) return [...this.#commits];
    for await (const event of this.#engine.changes({ after, until })) {
      if (event.kind === "gap") throw new Error("The store has trimmed its log.");
      this.#commits.push(this.#recorder.record(event));
    }
    return [...this.#commits];
  }

  /** @param only names of projections; all that there should be when absent */
  async views(only?: ReadonlySet<unknown>): Promise<readonly View[]> {
    const shown = await readViews(this.#state, only);
    return compareViews(shown, await this.commits());
  }

  close(): Promise<void> {
    return this.#engine.close();
  }
}
