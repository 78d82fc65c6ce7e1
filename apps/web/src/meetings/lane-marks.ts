/**
 * A saga as lanes: one for each process that took part, what it did placed by when. Distances follow
 * the time, but are never less than what can be told apart: a whole booking takes some 20 ms, and a
 * retry may come seconds later.
 */

import type { JournalEntry, Saga } from "@holdfast/api";
import { didWords, stepWords } from "../sagas/saga-words.ts";

/** An attempt that failed and was made again: the journal does not tell of it, the audit does. */
export interface FailedAttempt {
  readonly at: string;
  readonly by: string;
  readonly step: string;
}

export interface LaneMark {
  readonly key: string;
  readonly did: string;
  readonly step: string | undefined;
  readonly by: string;
  readonly at: string;
  /** Since the saga was started. */
  readonly sinceMs: number;
  /** In percent of the lane. */
  readonly left: number;
  /** From where what was done here could begin: the mark before it in time. */
  readonly from: number;
  readonly words: string;
}

export interface Lane {
  readonly by: string;
  readonly marks: readonly LaneMark[];
}

/** In percent of the lane. */
const GAP_MAX = 9;
const EDGE = 4;

export function marksOf(saga: Saga, failed: readonly FailedAttempt[]): LaneMark[] {
  const attempts = failed.map((each) => ({ ...each, did: "failed" }));
  const entries: JournalEntry[] = [...saga.journal, ...attempts].sort(
    (a, b) => Date.parse(a.at) - Date.parse(b.at),
  );
  const started = Date.parse(saga.startedAt);
  const since = entries.map(({ at }) => Math.max(0, Date.parse(at) - started));
  const places = spread(since);
  return entries.map((entry, index) => ({
    key: `${index} ${entry.did} ${entry.step ?? ""}`,
    did: entry.did,
    step: entry.step,
    by: entry.by,
    at: entry.at,
    sinceMs: since[index]!,
    left: places[index]!,
    from: places[Math.max(0, index - 1)]!,
    words: wordsOf(saga.definition, entry),
  }));
}

/** In the order in which they first took part. */
export function lanesOf(marks: readonly LaneMark[]): Lane[] {
  const lanes = new Map<string, LaneMark[]>();
  for (const mark of marks) {
    const lane = lanes.get(mark.by);
    if (lane) lane.push(mark);
    else lanes.set(mark.by, [mark]);
  }
  return [...lanes].map(([by, ofLane]) => ({ by, marks: ofLane }));
}

/** Places for times in ascending order: in proportion, and apart. */
export function spread(times: readonly number[]): number[] {
  if (times.length === 0) return [];
  const width = 100 - 2 * EDGE;
  const gap = Math.min(GAP_MAX, width / times.length);
  const free = width - gap * (times.length - 1);
  const length = Math.max(...times) - times[0]!;
  return times.map((time, index) => {
    const share = length === 0 ? 0 : (time - times[0]!) / length;
    return EDGE + gap * index + free * share;
  });
}

function wordsOf(definition: string, { did, step }: JournalEntry): string {
  if (step === undefined) return didWords(did);
  return `${stepWords(definition, step)}: ${didWords(did).toLowerCase()}`;
}
