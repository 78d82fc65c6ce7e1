/** What was committed between two moves: by whom, and why. Read from the store itself. */

import { lmdbEngine } from "@holdfast/engine-lmdb";
import type { Engine } from "@holdfast/shared-state";

export interface CommitSeen {
  readonly revision: number;
  /** The process, or the actor if that is not known. */
  readonly by: string;
  readonly cause: string;
  /** Which request or saga it belongs to. */
  readonly about?: string;
}

export class CommitsBetween {
  readonly #engine: Engine;
  #after: number;

  private constructor(engine: Engine, after: number) {
    this.#engine = engine;
    this.#after = after;
  }

  /** From now on. */
  static async open(stateFolder: string): Promise<CommitsBetween> {
    const engine = await lmdbEngine({ path: stateFolder });
    return new CommitsBetween(engine, await engine.head());
  }

  /** Since the last time. */
  async read(): Promise<readonly CommitSeen[]> {
    const head = await this.#engine.head();
    if (head <= this.#after) return [];
    const seen: CommitSeen[] = [];
    for await (const told of this.#engine.changes({ after: this.#after, until: head })) {
      if (told.kind === "gap") continue;
      const { actor, process, cause = "", correlation } = told.note;
      seen.push({
        ...{ revision: told.revision, by: process ?? actor ?? "somebody", cause },
        ...(correlation !== undefined && { about: correlation }),
      });
    }
    this.#after = head;
    return seen;
  }

  close(): Promise<void> {
    return this.#engine.close();
  }
}
