/**
 * What a client was told has happened, has happened, and stays.
 *
 * Judged are: that the log reaches the revisions that answers spoke of; that a booking, a
 * cancellation or a hold which was acknowledged is in it; that no event is removed; and that a meeting
 * which stands keeps the time that it has booked.
 */

import { type Breach, type Check, kept, violated } from "../check.ts";
import type { History, Operation, StoreCommit } from "../history.ts";
import { commitsOf } from "../store/commits-of.ts";
import { DiaryPages } from "../store/diary-pages.ts";
import { MeetingEvents, resourcesOf } from "../store/meeting-events.ts";
import { readKey } from "../store/store-keys.ts";
import { countInWords, spanInWords } from "../words.ts";

/**
 * What must be in the log for the operation to have happened: the event, or the hold. A meeting that
 * was moved to where it is already has no event of it.
 */
const PROOFS: Readonly<Record<string, string>> = {
  book: "booked",
  "confirm-hold": "booked",
  move: "booked",
  cancel: "cancelled",
  "place-hold": "hold",
};

export const noLostAcknowledgedWrite: Check = {
  name: "no-lost-acknowledged-write",
  promise: "What a client was told has happened is in the store, and stays there.",
  judgedByCommits: Object.keys(PROOFS),

  look(history) {
    const commits = commitsOf(history);
    const last = commits.at(-1);
    if (!last) return undefined;
    const contents = new Contents();
    for (const commit of commits) {
      const breach = contents.apply(commit);
      if (breach) return breach;
    }
    const acknowledged = acknowledgedOf(history);
    for (const operation of acknowledged) {
      const breach = beyondTheLog(operation, last) ?? contents.lacks(operation, last);
      if (breach) return breach;
    }
    return kept(`${countInWords(acknowledged.length, "acknowledged operation")} looked for.`);
  },
};

class Contents {
  readonly #pages = new DiaryPages();
  readonly #meetings = new MeetingEvents();
  readonly #events = new Map<string, StoreCommit>();
  /** What has happened: `booked m1`, `hold h1`. */
  readonly #proofs = new Set<string>();

  apply(commit: StoreCommit): Breach | undefined {
    const { removed } = this.#pages.apply(commit);
    for (const { type, after } of this.#meetings.apply(commit)) {
      this.#proofs.add(`${type} ${after.id}`);
    }
    for (const { key, value } of commit.changes) {
      const about = readKey(key);
      if (about?.of === "hold") this.#proofs.add(`hold ${about.id}`);
      if (about?.of !== "event") continue;
      const name = `Event ${about.position} of ${about.category} ${about.id}`;
      const put = this.#events.get(name);
      if (value !== undefined) this.#events.set(name, commit);
      else if (put) return eventGone(name, put, commit);
    }
    for (const { resource, interval, since } of removed) {
      const meeting = "booking" in interval ? this.#meetings.get(interval.booking) : undefined;
      if (!meeting || !resourcesOf(meeting).includes(resource)) continue;
      if (interval.start !== meeting.start || interval.end !== meeting.end) continue;
      const said =
        `Meeting ${meeting.id} stands, and what it had booked of ${resource}, ` +
        `${spanInWords(interval)}, since revision ${since.revision}, was removed at revision ` +
        `${commit.revision}.`;
      return violated("booking-vanished", `${meeting.id} ${resource}`, [since, commit], said);
    }
    return undefined;
  }

  lacks(operation: Operation, last: StoreCommit): Breach | undefined {
    const { id, name, process } = operation;
    const proof = PROOFS[name];
    const subject = proof === undefined ? undefined : subjectOf(operation, proof);
    if (subject === undefined) return undefined;
    if (this.#proofs.has(`${proof} ${subject}`)) return undefined;
    // Cancelled while it was being booked: then it never came to be.
    if (name === "cancel" && !this.#proofs.has(`booked ${subject}`)) return undefined;
    const said = `${process} was told that ${name} of ${subject} had happened, and the log has no such thing.`;
    return violated("not-in-the-log", id, [operation, last], said);
  }
}

function acknowledgedOf(history: History): Operation[] {
  return history
    .filter((entry) => entry.kind === "operation")
    .filter(({ outcome }) => outcome === "ok");
}

function beyondTheLog(operation: Operation, last: StoreCommit): Breach | undefined {
  const { id, name, process, revision } = operation;
  if (revision === undefined || revision <= last.revision) return undefined;
  const said =
    `${process} was told that ${name} was done as of revision ${revision}, and the log ends with ` +
    `revision ${last.revision}.`;
  return violated("beyond-the-log", id, [operation, last], said);
}

/** The meeting's or the hold's id, as the answer has it, or else the request. */
function subjectOf({ input, output }: Operation, proof: string): string | undefined {
  for (const record of [output, input]) {
    const { id, meeting, hold } = (record ?? {}) as Readonly<Record<string, unknown>>;
    const subject = (proof === "hold" ? hold : meeting) ?? id;
    if (typeof subject === "string") return subject;
  }
  return undefined;
}

function eventGone(name: string, put: StoreCommit, commit: StoreCommit): Breach {
  const said = `${name}, of revision ${put.revision}, was deleted at revision ${commit.revision}.`;
  return violated("event-gone", name, [put, commit], said);
}
