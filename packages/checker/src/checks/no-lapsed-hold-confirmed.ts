/**
 * What was held too long ago is never booked.
 *
 *     place ── the lease ends ── confirm ✗        also when the key had not been reaped yet,
 *                                                 and at the very moment at which it ended
 *
 * That a booking was made of a hold is seen in two ways: the saga's record, in the commit that books,
 * names its holds; and a hold's interval gives way to a meeting's of the same time in one commit.
 */

import { type Breach, type Check, kept, violated } from "../check.ts";
import type { StoreCommit } from "../history.ts";
import { commitsOf } from "../store/commits-of.ts";
import { DiaryPages, isClosure } from "../store/diary-pages.ts";
import {
  type HoldVersion,
  type HoldVersions,
  hadLapsedBy,
  holdVersions,
} from "../store/hold-versions.ts";
import { MeetingEvents } from "../store/meeting-events.ts";
import { holdsOf, SagaRecords } from "../store/saga-records.ts";
import { countInWords, spanInWords } from "../words.ts";

export const noLapsedHoldConfirmed: Check = {
  name: "no-lapsed-hold-confirmed",
  promise: "A hold whose lease has ended is never turned into a booking.",
  judgedByCommits: ["book", "move", "confirm-hold"],

  look(history) {
    const commits = commitsOf(history);
    const versions = holdVersions(commits);
    if (versions.size === 0) return undefined;
    const confirmations = new Confirmations();
    let count = 0;
    for (const commit of commits) {
      for (const hold of confirmations.apply(commit)) {
        count += 1;
        const breach = lapsedBefore(versions, hold, commit);
        if (breach) return breach;
      }
    }
    return kept(`${countInWords(count, "confirmed hold")} looked at.`);
  },
};

class Confirmations {
  readonly #pages = new DiaryPages();
  readonly #sagas = new SagaRecords();
  readonly #meetings = new MeetingEvents();

  /** The holds of which this commit makes bookings. */
  apply(commit: StoreCommit): Set<string> {
    const { added, removed } = this.#pages.apply(commit);
    const replaced = removed.flatMap(({ resource, interval }) =>
      "hold" in interval &&
      added.some(
        (each) =>
          "booking" in each.interval &&
          !isClosure(each.interval) &&
          each.resource === resource &&
          each.interval.start === interval.start &&
          each.interval.end === interval.end,
      )
        ? [interval.hold]
        : [],
    );
    const isPivot = this.#meetings.apply(commit).some(({ type }) => type !== "cancelled");
    const named = this.#sagas
      .apply(commit)
      .filter(({ before, after }) => isPivot && after.pastPivot && !before?.pastPivot)
      .flatMap(({ after }) => holdsOf(after).map(({ hold }) => hold));
    return new Set([...replaced, ...named]);
  }
}

function lapsedBefore(versions: HoldVersions, id: string, commit: StoreCommit): Breach | undefined {
  const version = versions.get(id)?.findLast(({ put }) => put.revision < commit.revision);
  const ended = version?.ended;
  if (!version || !ended?.lapsed) return undefined;
  const isReapedLater = ended.commit.revision > commit.revision;
  if (isReapedLater && !hadLapsedBy(version, commit.at)) return undefined;
  const entries = [...new Set([version.put, ended.commit, commit])];
  return violated("confirmed-after-lapse", id, entries, inWords(version, commit));
}

function inWords({ hold, put, ended }: HoldVersion, commit: StoreCommit): string {
  const { id, resource, by } = hold;
  const reaped =
    ended?.commit === commit ? "before that commit" : `by revision ${ended?.commit.revision}`;
  return (
    `Hold ${id} of ${by} on ${resource}, ${spanInWords(hold)}, was placed at revision ` +
    `${put.revision} and had lapsed ${reaped}; revision ${commit.revision} still booked it.`
  );
}
