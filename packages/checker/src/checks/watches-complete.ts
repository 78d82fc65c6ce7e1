/**
 * A watch tells every commit that touches its prefix, after the revision from which it watches, in
 * order, and none twice.
 *
 * Whether one was told everything up to the end, nobody can say who does not know when it was closed:
 * judged is what lies between its beginning and the last that it was told.
 */

import { type Breach, type Check, kept, violated } from "../check.ts";
import type { Seen, StoreCommit } from "../history.ts";
import { commitsOf } from "../store/commits-of.ts";
import { countInWords } from "../words.ts";

export const watchesComplete: Check = {
  name: "watches-complete",
  promise: "A watch tells every commit that concerns it, whole, in order, and none twice.",

  look(history) {
    const watches = new Map<string, Seen[]>();
    for (const entry of history) {
      if (entry.kind !== "seen") continue;
      const name = JSON.stringify([entry.watcher, entry.prefix, entry.after]);
      const watch = watches.get(name);
      if (watch) watch.push(entry);
      else watches.set(name, [entry]);
    }
    if (watches.size === 0) return undefined;
    const commits = commitsOf(history);
    for (const seen of watches.values()) {
      const breach = outOfOrder(seen) ?? skipped(seen, commits) ?? untrue(seen, commits);
      if (breach) return breach;
    }
    return kept(`${countInWords(watches.size, "watch")} followed.`);
  },
};

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
  const last = seen.at(-1)!;
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
function touches({ changes }: StoreCommit, { prefix }: Seen): boolean {
  return changes.some(({ key }) => prefix.every((part, index) => key[index] === part));
}
