/**
 * What has left the system survives a power cut: an answer, a mail, what a watcher was told.
 *
 *     durable    1 2 3                         the disk has these
 *     visible    1 2 3 4 5                     everybody reads these
 *                       └── "done, 5" ✗ ── the power fails
 *
 * A cut says up to which revision the disk had everything; whatever was said before it of a later one is
 * lost, even if another commit has that number by now. Killing processes is no power cut: what they have
 * written stays with the operating system.
 */

import { type Breach, type Check, kept, violated } from "../check.ts";
import type { Fault, History, HistoryEntry, Mail, StoreCommit } from "../history.ts";
import { commitsOf } from "../store/commits-of.ts";
import { MeetingEvents } from "../store/meeting-events.ts";
import { countInWords } from "../words.ts";

export const nothingToldIsLost: Check = {
  name: "nothing-told-is-lost",
  promise: "What has left the system is still there after a power cut.",

  look(history) {
    const cuts = history.filter((entry) => entry.kind === "fault").filter(isCut);
    if (cuts.length === 0) return undefined;
    for (const cut of cuts) {
      const breach = saidTooEarly(history, cut) ?? sentTooEarly(history, cut);
      if (breach) return breach;
    }
    return kept(`${countInWords(cuts.length, "power cut")} looked at.`);
  },
};

type Cut = Fault & { readonly revision: number };

function isCut(fault: Fault): fault is Cut {
  return fault.fault === "power-cut" && fault.phase === "struck" && fault.revision !== undefined;
}

function saidTooEarly(history: History, cut: Cut): Breach | undefined {
  for (const entry of history) {
    const said = saidBy(entry);
    if (!said || said.atMs >= cut.atMs || said.revision <= cut.revision) continue;
    const explanation =
      `${said.who} was told of revision ${said.revision}, and when the power failed the disk had ` +
      `no more than revision ${cut.revision}.`;
    return violated("word-lost", said.about, [entry, cut], explanation);
  }
  return undefined;
}

interface Said {
  readonly who: string;
  readonly about: string;
  readonly revision: number;
  readonly atMs: number;
}

/** Undefined: nothing that speaks of a revision, or nobody knows when it was said. */
function saidBy(entry: HistoryEntry): Said | undefined {
  if (entry.kind === "seen") {
    const { watcher, revision, atMs } = entry;
    return { who: watcher, about: `${watcher} ${revision}`, revision, atMs };
  }
  if (entry.kind !== "operation") return undefined;
  const { process, id, revision, completedMs } = entry;
  if (revision === undefined || completedMs === undefined) return undefined;
  return { who: process, about: id, revision, atMs: completedMs };
}

/** A mail names no revision, but a state of its meeting. */
function sentTooEarly(history: History, cut: Cut): Breach | undefined {
  const kept = commitsOf(history).filter(({ revision }) => revision <= cut.revision);
  const last = kept.at(-1);
  if (!last) return undefined;
  const states = statesIn(kept);
  const lost = history.find(
    (entry): entry is Mail =>
      entry.kind === "mail" &&
      entry.atMs < cut.atMs &&
      !states.has(`${entry.meeting} ${entry.sequence}`),
  );
  if (!lost) return undefined;
  const { messageId, recipient, meeting, sequence } = lost;
  const explanation =
    `${recipient} was sent ${messageId} about ${meeting} (sequence ${sequence}), and of what it ` +
    `speaks the disk had nothing when the power failed: it ends with revision ${cut.revision}.`;
  return violated("mail-lost", messageId, [lost, cut, last], explanation);
}

function statesIn(commits: readonly StoreCommit[]): ReadonlySet<string> {
  const meetings = new MeetingEvents();
  const turns = commits.flatMap((commit) => meetings.apply(commit));
  return new Set(turns.map(({ after }) => `${after.id} ${after.sequence}`));
}
