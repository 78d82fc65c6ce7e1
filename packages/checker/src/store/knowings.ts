/**
 * By when a commit had been made, as far as anybody outside has noticed: an answer that speaks of a later
 * revision, or a watcher that was told of one, came after it. The log has wall times only, which jump.
 */

import type { History, HistoryEntry } from "../history.ts";

export interface Knowing {
  readonly entry: HistoryEntry;
  readonly atMs: number;
}

interface Spoken extends Knowing {
  readonly revision: number;
}

export class Knowings {
  /** In order of their revisions; each with the first that knew of that revision or of a later one. */
  readonly #spoken: readonly (Spoken & { readonly first: Knowing })[];

  constructor(history: History) {
    const spoken = history.flatMap((entry) => spokenBy(entry) ?? []);
    spoken.sort((a, b) => b.revision - a.revision);
    let first: Knowing | undefined;
    const withFirst = spoken.map((each) => {
      first = first && first.atMs <= each.atMs ? first : each;
      return { ...each, first };
    });
    this.#spoken = withFirst.reverse();
  }

  /** The first that knew of that commit; undefined: nobody ever did. */
  ofAtLeast(revision: number): Knowing | undefined {
    let [from, to] = [0, this.#spoken.length];
    while (from < to) {
      const middle = (from + to) >>> 1;
      if (this.#spoken[middle]!.revision < revision) from = middle + 1;
      else to = middle;
    }
    return this.#spoken[from]?.first;
  }
}

function spokenBy(entry: HistoryEntry): Spoken | undefined {
  if (entry.kind === "seen") return { entry, revision: entry.revision, atMs: entry.atMs };
  if (entry.kind !== "operation" || entry.outcome === "unknown") return undefined;
  const { revision, completedMs } = entry;
  if (revision === undefined || completedMs === undefined) return undefined;
  return { entry, revision, atMs: completedMs };
}
