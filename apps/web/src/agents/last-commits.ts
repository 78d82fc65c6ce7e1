/** The commits that the page was told of, the last of them, from when it was opened. */

import { signal } from "@preact/signals";
import { onCommit } from "../live/changes.ts";
import { type ToldCommit, tellCommit } from "./commit-words.ts";

/** Most of them may be housekeeping, which is not shown. */
export const COMMITS_KEPT = 200;

/** The latest first. */
export const lastCommits = signal<readonly ToldCommit[]>([]);

onCommit((commit) => {
  // Of a gap nothing is known, and it may be another state: what was heard says nothing about it.
  lastCommits.value = commit
    ? [tellCommit(commit), ...lastCommits.peek()].slice(0, COMMITS_KEPT)
    : [];
});
