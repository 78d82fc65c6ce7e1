/** A run and what was judged of it, as tracks, marks and witnesses. Decides nothing about how it looks. */

import { refOf } from "../entry-refs.ts";
import type { History } from "../history.ts";
import type { EntryRef, Judgement } from "../verdict.ts";
import { arrange } from "./arrange.ts";
import type { Draft, TrackName } from "./draft.ts";
import {
  commitMarks,
  committerOf,
  isOf,
  numbered,
  operationMarks,
  otherMarks,
} from "./entry-marks.ts";
import { faultMarks } from "./fault-marks.ts";
import { holdMarks } from "./hold-marks.ts";
import type { Drawing, Mark, TimeSpan, Witness } from "./page/drawing.ts";
import { plainText } from "./plain-text.ts";
import { type RunClock, runClock } from "./run-clock.ts";

/** How much room there is beside the play, of its length. */
const PLAY_MARGIN = 0.04;

export function drawRun(history: History, { findings }: Judgement): Drawing {
  const clock = runClock(history);
  const shows = new Set(findings.flatMap(({ witness = [] }) => linesOf(history, witness)));
  const { tracks, marks } = arrange(draftsOf(history, clock), shows);
  const run = history.find((entry) => entry.kind === "run");
  const marksOf = marksByRef(history, marks);
  return {
    title: plainText(run?.scenario ?? "A run"),
    ...{ startedAt: clock.startedAt, endMs: clock.endMs },
    play: playOf(history, clock),
    ...{ tracks, marks },
    witnesses: findings.flatMap(({ check, witness }): Witness[] =>
      witness ? [{ check, steps: witness.map((ref) => marksOf.get(nameOf(ref)) ?? []) }] : [],
    ),
  };
}

function draftsOf(history: History, clock: RunClock): Draft[] {
  const entries = numbered(history);
  const clients = new Set(entries.filter(isOf("operation")).map(({ entry }) => entry.process));
  const agents = new Set(entries.filter(isOf("commit")).map(({ entry }) => committerOf(entry)));
  const trackOf = (name: string): TrackName => ({
    ...{ group: clients.has(name) ? "Clients" : "Agents", name },
  });
  const known = (name: string) =>
    clients.has(name) || agents.has(name) ? trackOf(name) : undefined;
  return [
    ...otherMarks(entries, clock),
    ...faultMarks(entries, clock, { known, agents: [...agents].filter((a) => !clients.has(a)) }),
    ...operationMarks(entries, clock),
    ...commitMarks(entries, clock, trackOf),
    ...holdMarks(entries, clock),
  ];
}

/** Those that stand for the entry itself, or for a part of what a commit did. */
function marksByRef(history: History, marks: readonly Mark[]): Map<string, readonly string[]> {
  const byLine = new Map<number, string[]>();
  for (const { id, lines } of marks) {
    for (const line of lines) byLine.set(line, [...(byLine.get(line) ?? []), id]);
  }
  const byRef = new Map<string, readonly string[]>();
  history.forEach((entry, index) => {
    const ref = refOf(entry);
    if (!ref) return;
    const known = byRef.get(nameOf(ref)) ?? [];
    byRef.set(nameOf(ref), [...new Set([...known, ...(byLine.get(index + 1) ?? [])])]);
  });
  return byRef;
}

function nameOf({ kind, ref }: EntryRef): string {
  return `${kind} ${ref}`;
}

function linesOf(history: History, refs: readonly EntryRef[]): number[] {
  const wanted = new Set(refs.map(nameOf));
  return history.flatMap((entry, index) => {
    const ref = refOf(entry);
    return ref && wanted.has(nameOf(ref)) ? [index + 1] : [];
  });
}

function playOf(history: History, clock: RunClock): TimeSpan {
  const acts = history.flatMap((entry) => {
    if (entry.kind === "operation") return [entry.invokedMs, entry.completedMs ?? entry.invokedMs];
    return entry.kind === "fault" || entry.kind === "seen" ? [entry.atMs] : [];
  });
  if (acts.length === 0) return { fromMs: 0, toMs: clock.endMs };
  const fromMs = clock.since(acts.reduce((a, b) => Math.min(a, b)));
  const toMs = clock.since(acts.reduce((a, b) => Math.max(a, b)));
  const marginMs = Math.max(1, (toMs - fromMs) * PLAY_MARGIN);
  return { fromMs: Math.max(0, fromMs - marginMs), toMs: Math.min(clock.endMs, toMs + marginMs) };
}
