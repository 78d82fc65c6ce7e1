/**
 * A check: one promise, and how a history is looked at to see whether it was kept.
 *
 *     history ──▶ look ──▶ nothing to look at          the check is left out
 *                     ├──▶ ok, and what was looked at
 *                     ├──▶ unknown, and why
 *                     └──▶ violated: by what, about what, shown by which entries
 *
 * `look` has to bear any part of a history: the shortest witness is found by leaving entries out and
 * looking again. What it names as a breach must be there in black and white, never follow from
 * something missing that may only have been left out; where that cannot be helped, the entries that
 * it names have to be enough to show it again.
 */

import type { History, HistoryEntry } from "./history.ts";

export interface Check {
  /** As it is asked for, and as a finding has it. */
  readonly name: string;
  /** What is promised, in a sentence. */
  readonly promise: string;
  /**
   * Operations that it would have to judge, of a history that has no commits: then it is `unknown`.
   * Undefined: it needs no commits.
   */
  readonly judgedByCommits?: readonly string[];
  /** Undefined: there is nothing in the history that the promise is about. */
  look(history: History): Looked | undefined;
}

export type Looked = Kept | Unclear | Breach;

export interface Kept {
  readonly verdict: "ok";
  /** What was looked at, in words. */
  readonly saw: string;
}

export interface Unclear {
  readonly verdict: "unknown";
  readonly why: string;
}

export interface Breach {
  readonly verdict: "violated";
  /** Which way of breaking the promise. A witness shows the same way … */
  readonly kind: string;
  /** … about the same thing. */
  readonly about: string;
  /** Entries that show it. There may be shorter ones. */
  readonly entries: readonly HistoryEntry[];
  readonly explanation: string;
}

export function kept(saw: string): Kept {
  return { verdict: "ok", saw };
}

export function unclear(why: string): Unclear {
  return { verdict: "unknown", why };
}

export function violated(
  kind: string,
  about: string,
  entries: readonly HistoryEntry[],
  explanation: string,
): Breach {
  return { verdict: "violated", kind, about, entries, explanation };
}
