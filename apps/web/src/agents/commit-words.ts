/** A commit of the shared state in words: why it was made, by whom, and what it touched. */

import type { AuditEntry, Commit } from "@holdfast/api";
import type { Key } from "../live/changes.ts";

export interface ToldCommit {
  readonly revision: number;
  readonly at: string;
  /** "Mail sent". */
  readonly why: string;
  readonly by: string;
  /** "2 tasks, 1 lane". */
  readonly touched: string;
  /** The system's own, which goes on all the time: nobody has asked for anything. */
  readonly isHousekeeping: boolean;
}

const HOUSEKEEPING = ["agents", "agent-figures", "presence", "projection", "projection-view"];

export function tellCommit(commit: Commit): ToldCommit {
  return tell(
    commit,
    commit.changes.map(({ key }) => key),
  );
}

export function tellEntry(entry: AuditEntry): ToldCommit {
  return tell(entry, entry.keys);
}

/** The latest first, each once: what is remembered, and what has happened since. */
export function mergeCommits(
  remembered: readonly ToldCommit[],
  live: readonly ToldCommit[],
): ToldCommit[] {
  const all = new Map([...remembered, ...live].map((commit) => [commit.revision, commit]));
  return [...all.values()].sort((a, b) => b.revision - a.revision);
}

function tell(
  { revision, at, actor, process, cause }: Omit<AuditEntry, "keys">,
  keys: readonly Key[],
): ToldCommit {
  const by = actor ?? process ?? "unknown";
  const through = process !== undefined && process !== by ? ` through ${process}` : "";
  return {
    ...{ revision, at, why: asSentence(cause ?? "changed"), by: `${by}${through}` },
    touched: touched(keys),
    isHousekeeping: keys.every((key) => HOUSEKEEPING.includes(kindOf(key))),
  };
}

function asSentence(cause: string): string {
  const words = cause.replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function touched(keys: readonly Key[]): string {
  const counts = new Map<string, number>();
  for (const name of keys.map(kindOf)) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => (count > 1 ? `${name} × ${count}` : name)).join(", ");
}

/** Of documents and streams, which ones. */
function kindOf([kind = "", collection = ""]: Key): string {
  return String(kind === "document" || kind === "stream" ? collection : kind);
}
