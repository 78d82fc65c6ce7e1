/**
 * How far back a handle may look. The store forgets nothing; this says what counts as forgotten, so
 * that whoever relies on the past meets the same limits as on an engine that has to make room.
 */

import type { Retention, Revision } from "@holdfast/shared-state/engine";
import type { MemoryStore } from "./memory-store.ts";

export class RetainedPast {
  readonly #store: MemoryStore;
  readonly #retention: Retention;
  /** Only ever rises: what is no longer retained does not come back. */
  #oldest: Revision = 1;

  constructor(store: MemoryStore, retention: Retention) {
    this.#store = store;
    this.#retention = retention;
  }

  /** The oldest commit that is still retained. The latest one always is. */
  oldest(): Revision {
    while (this.#oldest < this.#store.head && !this.#isWithinLimits(this.#oldest)) {
      this.#oldest += 1;
    }
    return this.#oldest;
  }

  /** Revision 0 has no commit: the empty state is known for as long as the first commit is. */
  has(revision: Revision): boolean {
    return Math.max(revision, 1) >= this.oldest();
  }

  #isWithinLimits(revision: Revision): boolean {
    const { commits, ms, bytes } = this.#retention;
    const latest = this.#store.commit(this.#store.head);
    const bytesBefore = revision > 1 ? this.#store.commit(revision - 1).bytesSoFar : 0;
    return (
      latest.revision - revision < commits &&
      latest.at - this.#store.timeOf(revision) <= ms &&
      latest.bytesSoFar - bytesBefore <= bytes
    );
  }
}
