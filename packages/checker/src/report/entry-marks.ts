/** The marks of single entries: operations, commits, what watchers were told, mails, views. */

import type { History, HistoryEntry, Operation, StoreCommit } from "../history.ts";
import { type Draft, STORE_TRACK, type TrackName } from "./draft.ts";
import {
  agrees,
  commitWords,
  frameWords,
  mailWords,
  operationWords,
  seenWords,
  viewWords,
} from "./entry-words.ts";
import type { RunClock } from "./run-clock.ts";

export interface Numbered<E extends HistoryEntry = HistoryEntry> {
  readonly entry: E;
  /** Its line in the history, from 1. */
  readonly line: number;
}

export function numbered(history: History): Numbered[] {
  return history.map((entry, index) => ({ entry, line: index + 1 }));
}

/**
 * A client asks for one thing at a time: what got no answer fades out until it asks for the next, but
 * nobody knows whether it is over by then.
 */
export function operationMarks(entries: readonly Numbered[], clock: RunClock): Draft[] {
  const operations = entries.filter(isOf("operation"));
  const ends = nextOfSameProcess(operations);
  return operations.map(({ entry, line }): Draft => {
    const { process, outcome, invokedMs, completedMs } = entry;
    const next = ends.get(entry);
    const open = completedMs === undefined;
    const toMs = completedMs ?? next;
    return {
      ...{ on: { group: "Clients", name: process }, shape: "bar", look: outcome, lines: [line] },
      ...{ fromMs: clock.since(invokedMs), ...(open && { open }) },
      toMs: toMs === undefined ? clock.endMs : clock.since(toMs),
      ...operationWords(entry),
    };
  });
}

/** Each in the track of who made it, and in the store's. */
export function commitMarks(
  entries: readonly Numbered[],
  clock: RunClock,
  trackOf: (process: string) => TrackName,
): Draft[] {
  return entries.filter(isOf("commit")).flatMap(({ entry, line }): Draft[] => {
    const at = clock.ofCommit(entry.revision);
    const drawn = { fromMs: at, toMs: at, shape: "tick", look: "commit", lines: [line] } as const;
    const words = commitWords(entry);
    const on = trackOf(committerOf(entry));
    const repeated = { ...words, facts: [], main: false };
    return [
      { on: STORE_TRACK, ...drawn, ...words },
      { on, ...drawn, ...repeated },
    ];
  });
}

export function committerOf({ process, actor }: StoreCommit): string {
  return process ?? actor ?? "somebody";
}

export function otherMarks(entries: readonly Numbered[], clock: RunClock): Draft[] {
  return entries.flatMap(({ entry, line }): Draft[] => {
    const draft = otherMark(entry, clock);
    return draft ? [{ ...draft, lines: [line] }] : [];
  });
}

function otherMark(entry: HistoryEntry, clock: RunClock): Omit<Draft, "lines"> | undefined {
  const at = (ms: number) => ({ fromMs: ms, toMs: ms, shape: "point" }) as const;
  switch (entry.kind) {
    case "run":
      return { on: RUN_TRACK, ...at(0), look: "frame", ...frameWords(entry) };
    case "end": {
      const look = entry.outcome === "stuck" ? "differs" : "frame";
      return { on: RUN_TRACK, ...at(clock.since(entry.atMs)), look, ...frameWords(entry) };
    }
    case "seen": {
      const on = { group: "Watchers", name: entry.watcher } as const;
      return { on, ...at(clock.since(entry.atMs)), look: "seen", ...seenWords(entry) };
    }
    case "mail": {
      const on = { group: "Mails", name: `to ${entry.recipient}` } as const;
      return { on, ...at(clock.since(entry.atMs)), look: "mail", ...mailWords(entry) };
    }
    case "view": {
      const on = { group: "Views", name: entry.projection } as const;
      const look = agrees(entry) ? "view" : "differs";
      return { on, ...at(clock.endMs), look, ...viewWords(entry) };
    }
    default:
      return undefined;
  }
}

const RUN_TRACK: TrackName = { group: "Run", name: "run" };

export function isOf<K extends HistoryEntry["kind"]>(kind: K) {
  return (each: Numbered): each is Numbered<Extract<HistoryEntry, { kind: K }>> =>
    each.entry.kind === kind;
}

function nextOfSameProcess(operations: readonly Numbered<Operation>[]): Map<Operation, number> {
  const next = new Map<Operation, number>();
  const last = new Map<string, Operation>();
  const inOrder = operations.map(({ entry }) => entry).sort((a, b) => a.invokedMs - b.invokedMs);
  for (const operation of inOrder) {
    const before = last.get(operation.process);
    if (before) next.set(before, operation.invokedMs);
    last.set(operation.process, operation);
  }
  return next;
}
