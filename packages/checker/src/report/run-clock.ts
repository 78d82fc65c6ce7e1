/**
 * One time for everything that is drawn: milliseconds from the run's start.
 *
 * Whoever acts notes the monotonic clock, the store notes wall time. How far apart the two are follows
 * from the history itself: a commit comes before any answer that speaks of its revision, and the
 * quickest of these answers tells by how much at the least. While the wall clock is off by a fault,
 * its times say nothing: a commit is drawn where the first answer that speaks of it came.
 */

import type { History, StoreCommit } from "../history.ts";
import { commitsOf } from "../store/commits-of.ts";

export interface RunClock {
  /** Wall time at the run's start. */
  readonly startedAt: number;
  readonly endMs: number;
  /** Of an instant on the monotonic clock. */
  since(monotonicMs: number): number;
  /** Of a wall time that the store has noted. */
  sinceWall(at: number): number;
  ofCommit(revision: number): number;
}

/** That revision had been committed by then. */
interface Evidence {
  readonly revision: number;
  readonly ms: number;
}

export function runClock(history: History): RunClock {
  const commits = commitsOf(history);
  const evidence = evidenceIn(history).sort((a, b) => b.revision - a.revision);
  const jumpMs = firstJump(history);
  const instants = instantsOf(history);
  const first = leastOf(instants, 0);
  const run = history.find((entry) => entry.kind === "run");
  const aheadMs = wallAhead(commits, evidence, jumpMs) ?? (run ? run.startedAt - first : 0);
  const zeroMs = Math.min(first, ...(run ? [run.startedAt - aheadMs] : []));
  const placed = placeCommits(commits, evidence, { aheadMs, zeroMs, jumpMs });
  const endMs = mostOf([...instants.map((ms) => ms - zeroMs), ...placed.values()], 0);
  return {
    startedAt: zeroMs + aheadMs,
    endMs: Math.max(1, endMs),
    since: (monotonicMs) => monotonicMs - zeroMs,
    sinceWall: (at) => at - aheadMs - zeroMs,
    ofCommit: (revision) => placed.get(revision) ?? 0,
  };
}

/** From the last revision to the first, each time the earliest that is known of it or a later one. */
function placeCommits(
  commits: readonly StoreCommit[],
  evidence: readonly Evidence[],
  { aheadMs, zeroMs, jumpMs }: { aheadMs: number; zeroMs: number; jumpMs: number },
): Map<number, number> {
  const latest = new Map<number, number>();
  let bound = Number.POSITIVE_INFINITY;
  let next = 0;
  for (const { revision } of commits.toReversed()) {
    for (; next < evidence.length && evidence[next]!.revision >= revision; next++) {
      bound = Math.min(bound, evidence[next]!.ms);
    }
    latest.set(revision, bound);
  }
  const placed = new Map<number, number>();
  let before = zeroMs;
  for (const { revision, at } of commits) {
    const bound = latest.get(revision)!;
    const said = bound >= jumpMs && Number.isFinite(bound) ? bound : at - aheadMs;
    before = Math.max(before, Math.min(said, bound));
    placed.set(revision, before - zeroMs);
  }
  return placed;
}

/** By how much the wall clock is ahead of the monotonic one. Undefined: nothing tells. */
function wallAhead(
  commits: readonly StoreCommit[],
  evidence: readonly Evidence[],
  jumpMs: number,
): number | undefined {
  const wallTimes = new Map(commits.map(({ revision, at }) => [revision, at]));
  const least = evidence.flatMap(({ revision, ms }) => {
    const at = wallTimes.get(revision);
    return at === undefined || ms >= jumpMs ? [] : [at - ms];
  });
  const last = commits.at(-1);
  const end = mostOf(
    evidence.map(({ ms }) => ms),
    Number.NEGATIVE_INFINITY,
  );
  if (least.length > 0) return mostOf(least, 0);
  return last && Number.isFinite(end) ? last.at - end : undefined;
}

function evidenceIn(history: History): Evidence[] {
  const last = commitsOf(history).at(-1)?.revision ?? 0;
  return history.flatMap((entry) => {
    if (entry.kind === "seen") return [{ revision: entry.revision, ms: entry.atMs }];
    if (entry.kind === "end") return [{ revision: last, ms: entry.atMs }];
    if (entry.kind !== "operation") return [];
    const { revision, completedMs } = entry;
    if (revision === undefined || completedMs === undefined) return [];
    return [{ revision, ms: completedMs }];
  });
}

function instantsOf(history: History): number[] {
  return history.flatMap((entry) => {
    if (entry.kind === "operation") return [entry.invokedMs, entry.completedMs ?? entry.invokedMs];
    return "atMs" in entry ? [entry.atMs] : [];
  });
}

/** Never: there was none. */
function firstJump(history: History): number {
  const jumps = history.flatMap((entry) =>
    entry.kind === "fault" && entry.fault === "clock-jump" && entry.phase === "struck"
      ? [entry.atMs]
      : [],
  );
  return leastOf(jumps, Number.POSITIVE_INFINITY);
}

/** Of more numbers than a call takes arguments. */
function leastOf(numbers: readonly number[], none: number): number {
  return numbers.length === 0 ? none : numbers.reduce((a, b) => Math.min(a, b));
}

function mostOf(numbers: readonly number[], none: number): number {
  return numbers.length === 0 ? none : numbers.reduce((a, b) => Math.max(a, b));
}
