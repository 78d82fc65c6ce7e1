/**
 * Every saga ends, and is all or nothing.
 *
 *     completed      its pivot happened, and in that one commit room and people were booked together
 *     compensated    its pivot did not, and what had been done was undone, in reverse order
 *     anything else  is not an end
 *
 * The sagas' own words are not enough: at the pivot the meeting has its event, and a booking that was
 * undone has left nothing in any diary.
 */

import { hasEnded, type Saga } from "@holdfast/shared-state";
import { type Breach, type Check, kept, unclear, violated } from "../check.ts";
import type { StoreCommit } from "../history.ts";
import { commitsOf } from "../store/commits-of.ts";
import { DiaryPages } from "../store/diary-pages.ts";
import { MeetingEvents, type MeetingTurn, resourcesOf } from "../store/meeting-events.ts";
import { SagaRecords, type SagaTurn } from "../store/saga-records.ts";
import { countInWords, spanInWords } from "../words.ts";

export const sagasEndedAndWhole: Check = {
  name: "sagas-ended-and-whole",
  promise: "Every saga ends, completed or compensated, and is done as a whole or not at all.",
  judgedByCommits: ["book", "move", "cancel"],

  look(history) {
    const sagas = new SagaRecords();
    const open = new OpenSagas();
    const bookings = new Bookings();
    for (const commit of commitsOf(history)) {
      const half = bookings.apply(commit);
      if (half) return half;
      const turns = sagas.apply(commit);
      open.close(turns);
      for (const turn of turns) {
        const breach = open.second(turn) ?? notWhole(turn) ?? bookings.belie(turn);
        if (breach) return breach;
      }
    }
    const all = [...sagas.all()];
    if (all.length === 0) return undefined;
    const left = all.filter(({ after }) => !hasEnded(after));
    if (left[0] && history.some(({ kind }) => kind === "end")) return notEnded(left[0]);
    if (left[0]) return unclear(`${countInWords(left.length, "saga")} still under way.`);
    return kept(`${countInWords(all.length, "saga")} looked at.`);
  },
};

/** What the commit of a saga's pivot says of the meeting. */
const EVENT_AT_PIVOT: Readonly<Record<string, string>> = {
  "book-meeting": "booked",
  "move-meeting": "moved",
  "cancel-meeting": "cancelled",
};

/** A meeting takes the time of its room and of everybody who is required, or of nobody. */
class Bookings {
  readonly #pages = new DiaryPages();
  readonly #meetings = new MeetingEvents();
  /** What happened to meetings in the last commit. */
  #turns: readonly MeetingTurn[] = [];

  apply(commit: StoreCommit): Breach | undefined {
    this.#pages.apply(commit);
    this.#turns = this.#meetings.apply(commit);
    for (const turn of this.#turns) {
      if (turn.type !== "booked" && turn.type !== "moved" && turn.type !== "cancelled") continue;
      const breach = this.#half(turn);
      if (breach) return breach;
    }
    return undefined;
  }

  /** What the saga says of itself is not so. To be asked about a saga of the commit just applied. */
  belie(turn: SagaTurn): Breach | undefined {
    const type = EVENT_AT_PIVOT[turn.after.definition];
    if (type === undefined) return undefined;
    const meeting = meetingOf(turn.after);
    return this.#withoutEvent(turn, meeting, type) ?? this.#leftBehind(turn, meeting, type);
  }

  #withoutEvent(
    { before, after, commit, isNext }: SagaTurn,
    meeting: string,
    type: string,
  ): Breach | undefined {
    if (!isNext || !after.pastPivot || before?.pastPivot) return undefined;
    if (this.#turns.some((turn) => turn.type === type && turn.after.id === meeting)) {
      return undefined;
    }
    const said =
      `Saga ${after.id} has its pivot behind it since revision ${commit.revision}, and that ` +
      `commit has no event which says that ${meeting} was ${type}.`;
    return violated("pivot-without-event", after.id, [commit], said);
  }

  /** A meeting that is moved or cancelled stood before: only a booking that is undone leaves nothing. */
  #leftBehind({ after, commit }: SagaTurn, meeting: string, type: string): Breach | undefined {
    if (type !== "booked" || after.state !== "compensated") return undefined;
    if (this.#meetings.get(meeting)?.status === "standing") return undefined;
    const left = this.#pages.bookedBy(meeting).find(({ fromBefore }) => !fromBefore);
    if (!left) return undefined;
    const said =
      `Saga ${after.id} was compensated at revision ${commit.revision}, and ${meeting} still takes ` +
      `${left.resource} ${spanInWords(left.interval)}, since revision ${left.since.revision}.`;
    return violated("left-behind", after.id, [left.since, commit], said);
  }

  #half({ type, after, commit }: MeetingTurn): Breach | undefined {
    const { id, start, end } = after;
    const wanted = resourcesOf(after);
    const standing = this.#pages.bookedBy(id);
    const isIn = (resource: string) =>
      standing.some(
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
class OpenSagas {
  /** By subject; a second one is a breach. */
  readonly #open = new Map<string, SagaTurn>();

  /** First of all: a saga may begin in the very commit in which the one before it ends. */
  close(turns: readonly SagaTurn[]): void {
    for (const { after } of turns) {
      const isOpen = this.#open.get(after.subject)?.after.id === after.id;
      if (isOpen && hasEnded(after)) this.#open.delete(after.subject);
    }
  }

  /** This turn begins a saga while another one on its subject is open. */
  second(turn: SagaTurn): Breach | undefined {
    const { after, before, commit } = turn;
    if (hasEnded(after)) return undefined;
    const other = this.#open.get(after.subject);
    if (!other || other.after.id === after.id) {
      this.#open.set(after.subject, turn);
      return undefined;
    }
    if (before) return undefined;
    const said =
      `Saga ${after.id} was started on ${after.subject} at revision ${commit.revision} while saga ` +
      `${other.after.id} was ${other.after.state} (revision ${other.commit.revision}).`;
    const about = `${other.after.id} and ${after.id}`;
    return violated("two-open", about, [other.commit, commit], said);
  }
}

/** The subject says it, `meeting/m1`, whatever the definition calls it in its input. */
function meetingOf({ subject }: Saga): string {
  return subject.slice(subject.indexOf("/") + 1);
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
