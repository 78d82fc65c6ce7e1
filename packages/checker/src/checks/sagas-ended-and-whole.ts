/**
 * Every saga ends, and is all or nothing.
 *
 *     completed      its pivot happened, and in that one commit room and people were booked together
 *     compensated    its pivot did not, and what had been done was undone, in reverse order
 *     anything else  is not an end
 */

import { hasEnded, type Saga } from "@holdfast/shared-state";
import { type Breach, type Check, kept, unclear, violated } from "../check.ts";
import type { StoreCommit } from "../history.ts";
import { commitsOf } from "../store/commits-of.ts";
import { DiaryPages, type Standing } from "../store/diary-pages.ts";
import { MeetingEvents, type MeetingTurn, resourcesOf } from "../store/meeting-events.ts";
import { SagaRecords, type SagaTurn } from "../store/saga-records.ts";
import { countInWords, spanInWords } from "../words.ts";

export const sagasEndedAndWhole: Check = {
  name: "sagas-ended-and-whole",
  promise: "Every saga ends, completed or compensated, and is done as a whole or not at all.",
  judgedByCommits: ["book", "move", "cancel"],

  look(history) {
    const sagas = new SagaRecords();
    const bookings = new Bookings();
    for (const commit of commitsOf(history)) {
      const half = bookings.apply(commit);
      if (half) return half;
      for (const turn of sagas.apply(commit)) {
        const breach = secondOpen(turn, sagas) ?? notWhole(turn);
        if (breach) return breach;
      }
    }
    const all = [...sagas.all()];
    if (all.length === 0) return undefined;
    const open = all.filter(({ after }) => !hasEnded(after));
    if (open[0] && history.some(({ kind }) => kind === "end")) return notEnded(open[0]);
    if (open[0]) return unclear(`${countInWords(open.length, "saga")} still under way.`);
    return kept(`${countInWords(all.length, "saga")} looked at.`);
  },
};

/** A meeting takes the time of its room and of everybody who is required, or of nobody. */
class Bookings {
  readonly #pages = new DiaryPages();
  readonly #meetings = new MeetingEvents();

  apply(commit: StoreCommit): Breach | undefined {
    const { added } = this.#pages.apply(commit);
    for (const turn of this.#meetings.apply(commit)) {
      if (turn.type !== "booked" && turn.type !== "moved" && turn.type !== "cancelled") continue;
      const breach = this.#half(turn, added);
      if (breach) return breach;
    }
    return undefined;
  }

  #half({ type, after, commit }: MeetingTurn, added: readonly Standing[]): Breach | undefined {
    const { id, start, end } = after;
    const wanted = resourcesOf(after);
    const standing = this.#pages.bookedBy(id);
    const isIn = (resource: string) =>
      [...standing, ...added].some(
        (each) =>
          each.resource === resource && each.interval.start === start && each.interval.end === end,
      );
    const missing = wanted.find((resource) => !isIn(resource));
    const what = `Meeting ${id} was ${type} at revision ${commit.revision}`;
    if (missing !== undefined) {
      const said = `${what}, ${spanInWords(after)}, and ${missing} was not booked with it.`;
      return violated("half-booked", `${id} ${missing}`, [commit], said);
    }
    const left = standing.find(
      ({ resource, interval }) =>
        !wanted.includes(resource) || interval.start !== start || interval.end !== end,
    );
    if (!left) return undefined;
    const { resource, interval, since } = left;
    const said = `${what}, and still takes ${resource} ${spanInWords(interval)}.`;
    return violated("half-freed", `${id} ${resource}`, [since, commit], said);
  }
}

/** At most one saga is open on a subject. */
function secondOpen({ after, before, commit }: SagaTurn, sagas: SagaRecords): Breach | undefined {
  if (before || hasEnded(after)) return undefined;
  for (const other of sagas.all()) {
    if (other.after.id === after.id || other.after.subject !== after.subject) continue;
    if (hasEnded(other.after)) continue;
    const said =
      `Saga ${after.id} was started on ${after.subject} at revision ${commit.revision} while saga ` +
      `${other.after.id} was ${other.after.state} (revision ${other.commit.revision}).`;
    const about = `${other.after.id} and ${after.id}`;
    return violated("two-open", about, [other.commit, commit], said);
  }
  return undefined;
}

function notWhole({ after, commit }: SagaTurn): Breach | undefined {
  const isUndoing = after.state === "compensating" || after.state === "compensated";
  if (isUndoing && after.pastPivot) return ofSaga("undone-past-pivot", after, commit);
  if (after.state === "completed" && !after.pastPivot) {
    return ofSaga("completed-without-pivot", after, commit);
  }
  if (after.state !== "compensated") return undefined;
  if (after.owed.length > 0) return ofSaga("not-undone", after, commit);
  const performed = stepsThat("performed", after);
  const undone = stepsThat("compensated", after).reverse();
  if (performed.some((step) => !undone.includes(step))) return ofSaga("not-undone", after, commit);
  const inOrder = undone.filter((step) => performed.includes(step));
  if (inOrder.join() !== performed.join()) return ofSaga("undone-out-of-order", after, commit);
  return undefined;
}

function stepsThat(did: "performed" | "compensated", { journal }: Saga): string[] {
  return journal.flatMap((entry) => (entry.did === did && entry.step ? [entry.step] : []));
}

const WHAT = {
  "undone-past-pivot": "was undone although its pivot had happened",
  "completed-without-pivot": "was completed although its pivot never happened",
  "not-undone": "was compensated, and not everything that it had done was undone",
  "undone-out-of-order": "was undone in another order than the reverse of what it had done",
} as const;

function ofSaga(kind: keyof typeof WHAT, saga: Saga, commit: StoreCommit): Breach {
  const steps = saga.journal.flatMap(({ step, did }) => (step ? [`${step} ${did}`] : []));
  const said =
    `Saga ${saga.id} on ${saga.subject} ${WHAT[kind]} (revision ${commit.revision}): ` +
    `${steps.join(", ") || "no step"}.`;
  return violated(kind, saga.id, [commit], said);
}

function notEnded({ after, commit }: SagaTurn): Breach {
  const step = after.current ? ` at ${after.current}` : "";
  const said =
    `Saga ${after.id} on ${after.subject} was still ${after.state}${step} when the run was over; ` +
    `it was last touched at revision ${commit.revision}.`;
  return violated("not-ended", after.id, [commit], said);
}
