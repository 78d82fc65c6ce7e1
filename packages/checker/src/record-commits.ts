/**
 * What a feed tells of the store, as entries of a history.
 *
 * A feed says what was put; which version it took the place of follows from everything that it has
 * told before, so it has to be followed from the store's beginning.
 */

import type { Commit } from "@holdfast/shared-state";
import type { StoreChange, StoreCommit } from "./history.ts";
import { nameOfKey } from "./store/store-keys.ts";

export class CommitRecorder {
  /** Which commit has put what stands there now. */
  readonly #standing = new Map<string, number>();

  record({ revision, at, note, changes }: Commit): StoreCommit {
    const recorded = changes.map(({ key, value, lapsedAt }): StoreChange => {
      const name = nameOfKey(key);
      const before = this.#standing.get(name) ?? 0;
      if (value === undefined) this.#standing.delete(name);
      else this.#standing.set(name, revision);
      const lapsed = lapsedAt === undefined ? {} : { lapsedAt };
      return { key, before, ...(value !== undefined && { value }), ...lapsed };
    });
    return { kind: "commit", revision, at, ...note, changes: recorded };
  }
}
