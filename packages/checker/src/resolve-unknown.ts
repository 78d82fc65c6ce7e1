/**
 * What became of operations whose answer never came, where the store's log tells.
 *
 * Whoever records a run gives each operation a mark that goes into the store with it: its id, as the
 * correlation of its commits, or as a text somewhere in what it writes (a meeting's description, a
 * hold's holder), or what it has under `input.correlation`. A commit that carries the mark is its
 * proof. If the mark stands in a saga's input, the saga says how it ended. In a key it only counts as
 * the id of what the operation itself makes: a hold, a saga, a stream. A person's or a room's name is
 * in many keys, and a mark that a document is called by marks nothing.
 *
 * That no commit carries the mark proves nothing: the recorder may not have been able to place it.
 */

import type { History, HistoryEntry, Operation, StoreCommit } from "./history.ts";
import { commitsOf } from "./store/commits-of.ts";
import { readKey } from "./store/store-keys.ts";

interface Proof {
  readonly commit: StoreCommit;
  readonly saga?: { readonly id: string };
}

/** The same history; operations of which the log tells what became of them say so. */
export function resolveUnknown(history: History): History {
  const marks = marksOf(history);
  if (marks.size === 0) return history;
  const commits = commitsOf(history);
  for (const name of documentNames(commits)) marks.delete(name);
  const proofs = findProofs(commits, marks);
  if (proofs.size === 0) return history;
  const sagas = lastStates(commits);
  return history.map((entry): HistoryEntry => {
    const proof = entry.kind === "operation" ? proofs.get(entry.id) : undefined;
    return entry.kind === "operation" && proof ? resolved(entry, proof, sagas) : entry;
  });
}

/** An answer that left it open may have come before it happened: when it was over, nobody knows. */
function resolved(
  asked: Operation,
  { commit, saga }: Proof,
  sagas: ReadonlyMap<string, string>,
): Operation {
  const state = saga && sagas.get(saga.id);
  if (saga && state !== "compensated" && state !== "completed") return asked;
  const { completedMs: _leftOpen, ...operation } = asked;
  if (state === "compensated") return { ...operation, outcome: "refused" };
  return { ...operation, outcome: "ok", revision: commit.revision };
}

/** Which operation a mark belongs to. */
function marksOf(history: History): Map<string, string> {
  const marks = new Map<string, string>();
  for (const entry of history) {
    if (entry.kind !== "operation" || entry.outcome !== "unknown") continue;
    marks.set(entry.id, entry.id);
    const { correlation } = (entry.input ?? {}) as { correlation?: unknown };
    if (typeof correlation === "string") marks.set(correlation, entry.id);
  }
  return marks;
}

function documentNames(commits: readonly StoreCommit[]): string[] {
  return commits.flatMap(({ changes }) =>
    changes.flatMap(({ key }) => {
      const about = readKey(key);
      return about?.of === "document" ? [about.id] : [];
    }),
  );
}

/** The first commit of each; a saga's record is looked for further. */
function findProofs(
  commits: readonly StoreCommit[],
  marks: ReadonlyMap<string, string>,
): Map<string, Proof> {
  const proofs = new Map<string, Proof>();
  const note = (text: unknown, commit: StoreCommit, saga?: { id: string }) => {
    const id = typeof text === "string" ? marks.get(text) : undefined;
    if (id === undefined) return;
    const known = proofs.get(id);
    if (!known) proofs.set(id, saga ? { commit, saga } : { commit });
    else if (saga && !known.saga) proofs.set(id, { ...known, saga });
  };
  for (const commit of commits) {
    note(commit.correlation, commit);
    for (const { key, value } of commit.changes) {
      const about = readKey(key);
      if (about && "id" in about && about.of !== "document") note(about.id, commit);
      if (about?.of === "saga") {
        const { input } = (value ?? {}) as { input?: unknown };
        for (const text of textsIn(input)) note(text, commit, { id: about.id });
      }
      for (const text of textsIn(value)) note(text, commit);
    }
  }
  return proofs;
}

/** A value may be nested deeper than the language's own stack. */
function* textsIn(value: unknown): Generator<string> {
  const left = [value];
  while (left.length > 0) {
    const next = left.pop();
    if (typeof next === "string") yield next;
    else if (typeof next === "object" && next !== null) {
      for (const member of Object.values(next)) left.push(member);
    }
  }
}

function lastStates(commits: readonly StoreCommit[]): Map<string, string> {
  const states = new Map<string, string>();
  for (const { changes } of commits) {
    for (const { key, value } of changes) {
      const about = readKey(key);
      const { state } = (value ?? {}) as { state?: unknown };
      if (about?.of === "saga" && typeof state === "string") states.set(about.id, state);
    }
  }
  return states;
}
