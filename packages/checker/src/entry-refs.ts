/** How a finding points at an entry of a history: by what names it, not by its place in the file. */

import type { History, HistoryEntry, View } from "./history.ts";
import type { EntryRef } from "./verdict.ts";

/** Undefined: the beginning and the end of a run, or of a watch, are never part of a witness. */
export function refOf(entry: HistoryEntry): EntryRef | undefined {
  switch (entry.kind) {
    case "operation":
    case "fault":
      return { kind: entry.kind, ref: entry.id };
    case "commit":
      return { kind: "commit", ref: entry.revision };
    case "seen":
      return { kind: "seen", ref: `${entry.watcher}@${entry.revision}` };
    case "mail":
      return { kind: "mail", ref: entry.messageId };
    case "view":
      return { kind: "view", ref: nameOfView(entry) };
    default:
      return undefined;
  }
}

/** In the order of the history. One ref may stand for several: a fault, a mail that came twice. */
export function entriesOf(history: History, refs: readonly EntryRef[]): HistoryEntry[] {
  const wanted = new Set(refs.map(nameOf));
  return history.filter((entry) => {
    const ref = refOf(entry);
    return ref !== undefined && wanted.has(nameOf(ref));
  });
}

/** Without those that an earlier entry has given already. */
export function refsOf(entries: readonly HistoryEntry[]): EntryRef[] {
  const refs = new Map<string, EntryRef>();
  for (const entry of entries) {
    const ref = refOf(entry);
    if (ref) refs.set(nameOf(ref), ref);
  }
  return [...refs.values()];
}

/** A view is read many times. */
function nameOfView({ projection, operation }: View): string {
  return operation === undefined ? projection : `${projection} ${operation}`;
}

function nameOf({ kind, ref }: EntryRef): string {
  return `${kind} ${ref}`;
}
