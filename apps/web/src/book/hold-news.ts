/**
 * What a commit tells about a hold. One that is over (confirmed, released, lapsed) never comes back
 * under its id: nobody has to ask for it, to be told that it is not there.
 */

import type { Commit } from "@holdfast/api";

/** `perhaps`: it may have been changed, and has to be read. */
type HoldNews = "none" | "perhaps" | "over";

/** @param commit undefined: anything may have changed */
export function newsOfHold(commit: Pick<Commit, "changes"> | undefined, hold: string): HoldNews {
  if (commit === undefined) return "perhaps";
  const change = commit.changes.find(({ key }) => key[0] === "hold" && key[1] === hold);
  if (!change) return "none";
  return change.kind === "deleted" ? "over" : "perhaps";
}
