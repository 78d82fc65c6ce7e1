/**
 * When a room's closure is complete, no meeting is left in it but those that were reported.
 *
 *     closing    |==== m1 ====|   |== m2 ==|        each is moved away, cancelled, or reported
 *     closed     |= = = = = = = = = = = = = =|      what still stands, and nobody was told of ✗
 *                       |== m3 ==|                  what comes now ✗
 *
 * What the closure's record says of a meeting that has moved is not believed: its time in the diary is
 * what counts. A room whose closure was cancelled is open again.
 */

import { type Breach, type Check, kept, violated } from "../check.ts";
import type { StoreCommit } from "../history.ts";
import { type Closed, closuresTurned } from "../store/closures.ts";
import { commitsOf } from "../store/commits-of.ts";
import { DiaryPages, isClosure, type Standing, sharesMoment } from "../store/diary-pages.ts";
import { countInWords, spanInWords } from "../words.ts";

export const closedRoomsAreEmpty: Check = {
  name: "closed-rooms-are-empty",
  promise: "When a room has been closed, no meeting is left in it that was not reported.",
  judgedByCommits: ["close-room"],

  look(history) {
    const pages = new DiaryPages();
    const closed = new Map<string, Closed>();
    let count = 0;
    for (const commit of commitsOf(history)) {
      const { added } = pages.apply(commit);
      for (const { id, state, closure } of closuresTurned(commit)) {
        const before = closed.get(id);
        closed.delete(id);
        if (state !== "closed") continue;
        closed.set(id, before ? { ...closure, commit: before.commit } : closure);
        if (before) continue;
        count += 1;
        const left = pages.inTheWayOf(asStanding(closure)).find((each) => isIn(each, closure));
        if (left) return leftBehind(left, closure);
      }
      for (const closure of closed.values()) {
        const late = closure.commit === commit ? undefined : added.find((it) => isIn(it, closure));
        if (late) return bookedInto(late, closure, commit);
      }
    }
    return count === 0 ? undefined : kept(`${countInWords(count, "closure")} looked at.`);
  },
};

function asStanding({ resource, start, end, id }: Closed): Pick<Standing, "resource" | "interval"> {
  return { resource, interval: { start, end, booking: `closure/${id}` } };
}

/** A meeting's time, in that room and while it is closed, of which nobody was told. */
function isIn({ resource, interval }: Standing, closure: Closed): boolean {
  if (resource !== closure.resource || !("booking" in interval)) return false;
  if (isClosure(interval) || closure.reported.has(interval.booking)) return false;
  return sharesMoment(interval, closure);
}

function leftBehind({ interval, since }: Standing, closure: Closed): Breach {
  const meeting = (interval as { booking: string }).booking;
  const said =
    `${closure.resource} was closed ${spanInWords(closure)} at revision ` +
    `${closure.commit.revision}, and ${meeting}, there ${spanInWords(interval)} since revision ` +
    `${since.revision}, was neither moved away nor reported.`;
  return violated("left-behind", `${closure.id} ${meeting}`, [since, closure.commit], said);
}

function bookedInto({ interval }: Standing, closure: Closed, commit: StoreCommit): Breach {
  const meeting = (interval as { booking: string }).booking;
  const said =
    `${closure.resource} was closed ${spanInWords(closure)} at revision ` +
    `${closure.commit.revision}, and revision ${commit.revision} booked ${meeting} there, ` +
    `${spanInWords(interval)}.`;
  return violated("booked-into", `${closure.id} ${meeting}`, [closure.commit, commit], said);
}
