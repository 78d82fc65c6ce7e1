/**
 * What a client was told has happened, has happened, and stays.
 *
 * Judged are: that the log reaches the revisions that answers spoke of; that what was acknowledged is
 * in it (`acknowledged-writes.ts` says by what each operation is known); that no event is removed; and
 * that a meeting which stands keeps the time that it has booked.
 *
 * The log of a run that is not over may end before its last answers do: what it does not reach yet is
 * no loss, and nobody knows.
 */

import { type Breach, type Check, kept, unclear, violated } from "../check.ts";
import type { History, Operation, StoreCommit } from "../history.ts";
import { AcknowledgedWrites } from "../store/acknowledged-writes.ts";
import { commitsOf } from "../store/commits-of.ts";
import { DiaryPages } from "../store/diary-pages.ts";
import { MeetingEvents, resourcesOf } from "../store/meeting-events.ts";
import { readKey } from "../store/store-keys.ts";
import { countInWords, spanInWords } from "../words.ts";

export const noLostAcknowledgedWrite: Check = {
  name: "no-lost-acknowledged-write",
  promise: "What a client was told has happened is in the store, and stays there.",
  judgedByCommits: ["book", "confirm-hold", "move", "cancel", "place-hold"],

  look(history) {
    const commits = commitsOf(history);
    const last = commits.at(-1);
    if (!last) return undefined;
    const contents = new Contents();
    const writes = new AcknowledgedWrites();
    for (const commit of commits) {
      writes.apply(commit);
      const breach = contents.apply(commit);
      if (breach) return breach;
    }
    const isOver = history.some(({ kind }) => kind === "end");
    const acknowledged = acknowledgedOf(history);
    let early = 0;
    for (const operation of acknowledged) {
      const { revision = Number.POSITIVE_INFINITY } = operation;
      const breach = beyondTheLog(operation, last) ?? notInTheLog(operation, writes, last);
      if (breach && (isOver || revision <= last.revision)) return breach;
      if (breach) early += 1;
    }
    if (early > 0) {
      const what = countInWords(early, "acknowledged operation");
      return unclear(`The run is not over, and its log does not reach ${what} yet.`);
    }
    return kept(`${countInWords(acknowledged.length, "acknowledged operation")} looked for.`);
  },
};

class Contents {
  readonly #pages = new DiaryPages();
  readonly #meetings = new MeetingEvents();
  readonly #events = new Map<string, StoreCommit>();

  apply(commit: StoreCommit): Breach | undefined {
    const { removed } = this.#pages.apply(commit);
    this.#meetings.apply(commit);
    for (const { key, value } of commit.changes) {
      const about = readKey(key);
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
}

function notInTheLog(
  operation: Operation,
  writes: AcknowledgedWrites,
  last: StoreCommit,
): Breach | undefined {
  const lost = writes.lostBy(operation);
  if (!lost) return undefined;
  const { id, name, process } = operation;
  const of = lost.subject === "" ? "" : ` of ${lost.subject}`;
  const said = `${process} was told that ${name}${of} had happened, and ${lost.why}.`;
  return violated("not-in-the-log", id, [operation, ...(lost.shownBy ?? [last])], said);
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

function eventGone(name: string, put: StoreCommit, commit: StoreCommit): Breach {
  const said = `${name}, of revision ${put.revision}, was deleted at revision ${commit.revision}.`;
  return violated("event-gone", name, [put, commit], said);
}
