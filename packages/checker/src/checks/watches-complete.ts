/**
 * A watch tells every commit that touches its prefix, after the revision from which it watches, in
 * order, and none twice.
 *
 * Of one that was closed, it is known up to which revision it had to be told everything. Of any other,
 * what lies between its beginning and the last that it was told is judged.
 */

import { type Breach, type Check, kept, unclear, violated } from "../check.ts";
import type { History, Seen, StoreCommit, WatchClosed } from "../history.ts";
import { commitsOf } from "../store/commits-of.ts";

export const watchesComplete: Check = {
  name: "watches-complete",
  promise: "A watch tells every commit that concerns it, whole, in order, and none twice.",

  look(history) {
    const watches = watchesOf(history);
    if (watches.length === 0) return undefined;
    const commits = commitsOf(history);
    const lastOf = new Map<string, Seen>();
    for (const { seen, closed } of watches) {
      const breach =
        outOfOrder(seen) ??
        skipped(seen, commits) ??
        leftOut(seen, lastOf, commits) ??
        untrue(seen, commits) ??
        (closed && neverTold(seen, closed, commits));
      if (breach) return breach;
    }
    const count = watches.length === 1 ? "1 watch" : `${watches.length} watches`;
    if (commits.length > 0) return kept(`${count} followed.`);
    return unclear(`${count} would have to be compared with commits, and there are none.`);
  },
};

interface Watch {
  readonly seen: Seen[];
  /** Undefined: nobody knows when. */
  readonly closed?: WatchClosed;
}

function watchesOf(history: History): Watch[] {
  const watches = new Map<string, Watch>();
  for (const entry of history) {
    if (entry.kind !== "seen" && entry.kind !== "watch-closed") continue;
    const name = JSON.stringify([entry.watcher, entry.prefix, entry.after]);
    const watch = watches.get(name) ?? { seen: [] };
    if (entry.kind === "seen") watch.seen.push(entry);
    watches.set(name, entry.kind === "seen" ? watch : { ...watch, closed: entry });
  }
  return [...watches.values()];
}

function outOfOrder(seen: readonly Seen[]): Breach | undefined {
  let last: Seen | undefined;
  for (const entry of seen) {
    const { watcher, revision, after } = entry;
    if (revision <= after) {
      const said = `${watcher} watched what comes after revision ${after}, and was told ${revision}.`;
      return violated("too-early", watcher, [entry], said);
    }
    if (last && revision <= last.revision) {
      const kind = revision === last.revision ? "twice" : "out-of-order";
      const said = `${watcher} was told revision ${revision} after revision ${last.revision}.`;
      return violated(kind, watcher, [last, entry], said);
    }
    last = entry;
  }
  return undefined;
}

/** A commit in between that it should have been told. */
function skipped(seen: readonly Seen[], commits: readonly StoreCommit[]): Breach | undefined {
  const told = new Set(seen.map(({ revision }) => revision));
  const [first] = seen;
  const last = seen.at(-1);
  if (!last) return undefined;
  const missed = commits.find(
    (commit) =>
      first!.after < commit.revision &&
      commit.revision < last.revision &&
      !told.has(commit.revision) &&
      touches(commit, first!),
  );
  if (!missed) return undefined;
  const { watcher } = last;
  const said = `${watcher} was told revision ${last.revision}, but not revision ${missed.revision}.`;
  return violated("skipped", `${watcher} ${missed.revision}`, [missed, last], said);
}

/** Between two watches of one watcher: the second began after what the first had not told yet. */
function leftOut(
  seen: readonly Seen[],
  lastOf: Map<string, Seen>,
  commits: readonly StoreCommit[],
): Breach | undefined {
  const [first] = seen;
  if (!first) return undefined;
  const { watcher, prefix, after } = first;
  const name = JSON.stringify([watcher, prefix]);
  const before = lastOf.get(name);
  lastOf.set(name, seen.at(-1)!);
  const missed =
    before &&
    commits.find(
      (commit) =>
        before.revision < commit.revision && commit.revision <= after && touches(commit, first),
    );
  if (!missed) return undefined;
  const said = `${watcher} was told revision ${before.revision}, went on after revision ${after}, and was never told revision ${missed.revision}.`;
  return violated("left-out", `${watcher} ${missed.revision}`, [before, missed, first], said);
}

/** Up to where it was closed, and after the last that it was told. */
function neverTold(
  seen: readonly Seen[],
  closed: WatchClosed,
  commits: readonly StoreCommit[],
): Breach | undefined {
  const { watcher, after, revision: until } = closed;
  const last = seen.at(-1)?.revision ?? after;
  const missed = commits.find(
    (commit) => last < commit.revision && commit.revision <= until && touches(commit, closed),
  );
  if (!missed) return undefined;
  const said = `${watcher} watched up to revision ${until}, and was never told revision ${missed.revision}.`;
  return violated("never-told", `${watcher} ${missed.revision}`, [missed], said);
}

/** Told of a commit which has nothing that it asked for. */
function untrue(seen: readonly Seen[], commits: readonly StoreCommit[]): Breach | undefined {
  const byRevision = new Map(commits.map((commit) => [commit.revision, commit]));
  for (const entry of seen) {
    const commit = byRevision.get(entry.revision);
    if (!commit || touches(commit, entry)) continue;
    const { watcher, revision, prefix } = entry;
    const said = `${watcher} was told revision ${revision}, which has nothing below ${prefix.join("/")}.`;
    return violated("does-not-concern-it", `${watcher} ${revision}`, [commit, entry], said);
  }
  return undefined;
}

/** Whole parts: what is watched as `a` has nothing to do with `ab`. */
function touches({ changes }: StoreCommit, { prefix }: Pick<Seen, "prefix">): boolean {
  return changes.some(({ key }) => prefix.every((part, index) => key[index] === part));
}
