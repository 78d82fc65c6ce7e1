/** A witness told as sentences, for whoever has no page to look at: when, and what. */

import { entriesOf } from "../entry-refs.ts";
import type { Fault, History, HistoryEntry } from "../history.ts";
import type { EntryRef } from "../verdict.ts";
import {
  commitWords,
  faultWords,
  mailWords,
  operationWords,
  seenWords,
  viewWords,
} from "./entry-words.ts";
import { type RunClock, runClock } from "./run-clock.ts";

export interface WitnessStep {
  readonly ref: EntryRef;
  /** Milliseconds from the run's start. Undefined: a view is of no moment. */
  readonly atMs?: number;
  readonly words: string;
}

/** In the order of the witness. What is not in the history is left out. */
export function witnessInWords(history: History, witness: readonly EntryRef[]): WitnessStep[] {
  const clock = runClock(history);
  return witness.flatMap((ref) => {
    const entries = entriesOf(history, [ref]);
    const [first] = entries;
    if (!first) return [];
    const atMs = momentOf(first, clock);
    const words = wordsOf(first, entries);
    return [{ ref, words, ...(atMs !== undefined && { atMs }) }];
  });
}

function wordsOf(first: HistoryEntry, entries: readonly HistoryEntry[]): string {
  switch (first.kind) {
    case "operation":
      return operationWords(first).words;
    case "fault":
      return faultWords(entries as readonly Fault[]).words;
    case "commit":
      return commitWords(first).words;
    case "seen":
      return seenWords(first).words;
    case "mail":
      return `${mailWords(first).words}${entries.length > 1 ? ` It came ${entries.length} times.` : ""}`;
    case "view":
      return viewWords(first).words;
    default:
      return `The run's ${first.kind}.`;
  }
}

function momentOf(entry: HistoryEntry, clock: RunClock): number | undefined {
  if (entry.kind === "operation") return clock.since(entry.invokedMs);
  if (entry.kind === "commit") return clock.ofCommit(entry.revision);
  return "atMs" in entry ? clock.since(entry.atMs) : undefined;
}
