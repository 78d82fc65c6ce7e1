/**
 * News: who waits for commits to which prefix.
 *
 * A commit that may concern us wakes this process once. Here it is looked through once, and only those are told whose
 * prefix it touches: a hundred sagas that are waited for do not look at each other's commits.
 *
 *     commit touches ["saga", "s1"]  ──▶  who waits for [], for ["saga"], or for ["saga", "s1"]
 */

import type { Key, Revision } from "@holdfast/shared-state/engine";
import type { Log } from "./log.ts";

interface Waiting {
  readonly id: string;
  readonly after: Revision;
  /** The first commit after `after` that may concern it. */
  readonly tell: (revision: Revision) => void;
}

export class News {
  readonly #log: Log;
  readonly #head: () => Revision;
  readonly #waiting = new Map<string, Set<Waiting>>();
  /** Every commit up to this one has been looked through. */
  #position: Revision;

  /** @param head the latest revision that any process has committed */
  constructor(log: Log, head: () => Revision) {
    this.#log = log;
    this.#head = head;
    this.#position = head();
  }

  /** Calls `tell` once, perhaps at once, unless the returned function is called before. */
  wait(prefix: Key, after: Revision, tell: (revision: Revision) => void): () => void {
    if (this.#position > after) {
      tell(after + 1); // It may concern the prefix, or not: whoever asks has not looked yet.
      return () => {};
    }
    const waiting: Waiting = { id: idOf(prefix), after, tell };
    const others = this.#waiting.get(waiting.id);
    if (others) others.add(waiting);
    else this.#waiting.set(waiting.id, new Set([waiting]));
    return () => this.#remove(waiting);
  }

  /** There are commits that have not been looked through yet. Returns whether one was waited for. */
  look(): boolean {
    const head = this.#head();
    let waited = false;
    while (this.#position < head) {
      if (this.#waiting.size === 0) {
        this.#position = head;
        return waited;
      }
      const revision = this.#position + 1;
      this.#position = revision;
      const commit = this.#log.commit(revision);
      if (!commit) {
        this.#position = head;
        this.#tellWhoMissed(head);
        return true;
      }
      const ids = new Set(commit.changes.flatMap(({ key }) => idsOfPrefixes(key)));
      for (const id of ids) if (this.#tell(this.#waiting.get(id), revision)) waited = true;
    }
    return waited;
  }

  /** The commits up to there are no longer all retained: each has to see what of them concerns it. */
  #tellWhoMissed(head: Revision): void {
    for (const waiting of [...this.#waiting.values()].flatMap((all) => [...all])) {
      if (waiting.after >= head) continue;
      this.#remove(waiting);
      waiting.tell(waiting.after + 1);
    }
  }

  #tell(all: Set<Waiting> | undefined, revision: Revision): boolean {
    const told = [...(all ?? [])].filter(({ after }) => after < revision);
    for (const waiting of told) {
      this.#remove(waiting);
      waiting.tell(revision);
    }
    return told.length > 0;
  }

  #remove(waiting: Waiting): void {
    const others = this.#waiting.get(waiting.id);
    if (!others?.delete(waiting)) return;
    if (others.size === 0) this.#waiting.delete(waiting.id);
  }
}

function idOf(prefix: Key): string {
  return prefix.map(idOfPart).join("");
}

function idsOfPrefixes(key: Key): string[] {
  const ids = [""];
  for (const part of key) ids.push(ids.at(-1)! + idOfPart(part));
  return ids;
}

/** The number 1 is another part than the text "1". */
function idOfPart(part: string | number): string {
  return typeof part === "number" ? `#${part}/` : `${part.length}:${part}/`;
}
