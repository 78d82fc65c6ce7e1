/**
 * The fewest entries of a history that still break the same promise, about the same thing.
 *
 * What the check itself names is tried first. Then halves, quarters, eighths … are left out for as long
 * as what remains still shows the breach, and in the end each entry by itself, until none can be
 * spared (Andreas Zeller and Ralf Hildebrandt, "Simplifying and Isolating Failure-Inducing Input",
 * 2002). Nothing in it is left to chance, and the work is bounded: what is found when the bound is
 * reached still shows the breach, though it may not be the shortest.
 *
 * How a run, and a watch, began and ended always stays: without it nobody could say what should have been over.
 */

import type { Breach, Check } from "./check.ts";
import type { History, HistoryEntry } from "./history.ts";

/** Entries that are looked at, all attempts together: some seconds. */
const WORK_MAX = 20_000_000;

export function shortestWitness(
  history: History,
  check: Check,
  { kind, about, entries }: Breach,
  workMax: number = WORK_MAX,
): readonly HistoryEntry[] {
  const frame = history.filter(isFrame);
  const inOrder = history.filter((entry) => !isFrame(entry));
  let work = 0;
  const stillShows = (kept: readonly HistoryEntry[]): boolean => {
    work += frame.length + kept.length;
    const looked = check.look(withFrame(frame, kept));
    return looked?.verdict === "violated" && looked.kind === kind && looked.about === about;
  };
  const named = new Set(entries);
  const proposed = inOrder.filter((entry) => named.has(entry));
  const begin = stillShows(proposed) ? proposed : inOrder;
  return leaveOut(begin, (kept) => work < workMax && stillShows(kept));
}

/** In chunks that become smaller, and again in small ones for as long as something can be spared. */
function leaveOut(
  entries: readonly HistoryEntry[],
  stillShows: (kept: readonly HistoryEntry[]) => boolean,
): readonly HistoryEntry[] {
  let left = entries;
  for (let size = Math.ceil(left.length / 2); size >= 1; ) {
    const before = left.length;
    for (let at = 0; at < left.length; ) {
      const without = [...left.slice(0, at), ...left.slice(at + size)];
      if (stillShows(without)) left = without;
      else at += size;
    }
    if (size === 1 && left.length === before) break;
    size = size === 1 ? 1 : Math.ceil(size / 2);
  }
  return left;
}

function isFrame({ kind }: HistoryEntry): boolean {
  return kind === "run" || isEnding(kind);
}

function isEnding(kind: HistoryEntry["kind"]): boolean {
  return kind === "watch-closed" || kind === "end";
}

/** A run begins before everything else, and ends after it. */
function withFrame(frame: readonly HistoryEntry[], kept: readonly HistoryEntry[]): History {
  const ends = frame.filter(({ kind }) => isEnding(kind));
  return [...frame.filter(({ kind }) => kind === "run"), ...kept, ...ends];
}
