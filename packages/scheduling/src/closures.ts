/**
 * Closures: a room is shut for a while, for example for repair.
 *
 *     waiting ──▶ closing ──▶ closed         (cancelled, at any moment: the room opens again)
 *
 * First the closure takes its time in the room's diary, beside what is booked already, so that nothing
 * new gets in, and ends the holds that are there. Then it deals with the meetings, one by one, under
 * the room's lock: each is moved to another room, or reported as one that a person has to move. What
 * it has dealt with stands in its record, so whoever goes on after a crash goes on there.
 */

import {
  addInterval,
  type DiaryInterval,
  dropTask,
  enqueueTask,
  getDocument,
  getHold,
  putDocument,
  type Reader,
  releaseHold,
  removeInterval,
  type Transaction,
  takenIntervals,
} from "@holdfast/shared-state";
import { type Interval, overlaps } from "./interval.ts";
import { getMeeting } from "./meeting.ts";
import { roomResource } from "./room.ts";

/** Where the tasks of closures wait, and of what kind they are. */
export const CLOSURE_QUEUE = "closures";
export const CLOSE_ROOM = "close-room";

export type ClosureState = "waiting" | "closing" | "closed" | "cancelled";

/** What became of a meeting that was in the room. */
export type MeetingOutcome =
  /** A saga is at it. Noted when it starts: afterwards the room's diary no longer shows the meeting. */
  | { readonly meeting: string; readonly outcome: "moving" }
  | { readonly meeting: string; readonly outcome: "moved"; readonly to: string }
  | { readonly meeting: string; readonly outcome: "cancelled" }
  /** It is still in the room; the reason is why it was not moved. */
  | { readonly meeting: string; readonly outcome: "must-be-moved-by-hand"; readonly why: string };

export interface Closure extends Interval {
  readonly room: string;
  readonly reason: string;
  readonly state: ClosureState;
  /** In the order in which they were dealt with. */
  readonly meetings: readonly MeetingOutcome[];
  readonly requestedBy: string;
  /** Wall time in milliseconds. */
  readonly requestedAt: number;
}

export interface ClosureRef {
  readonly room: string;
  readonly id: string;
}

export type ClosurePayload = { readonly room: string; readonly closure: string };

const OWNER = "closure/";
/** So many holds end in one transaction, whose writes are limited. */
const HOLDS_AT_ONCE = 20;

/** The closures of one room are documents of one collection. */
export function closuresOf(room: string): string {
  return `closure/${room}`;
}

/** Whose its time in the diary is. */
export function closureBooking(id: string): string {
  return `${OWNER}${id}`;
}

/** The closure whose booking that is; undefined: it is a meeting's. */
export function closureOf(booking: string): string | undefined {
  return booking.startsWith(OWNER) ? booking.slice(OWNER.length) : undefined;
}

export function getClosure(reader: Reader, { room, id }: ClosureRef): Closure | undefined {
  return getDocument<Closure>(reader, closuresOf(room), id)?.value;
}

/** Asks the room agents to close the room. */
export function requestClosure(
  tx: Transaction,
  id: string,
  request: Pick<Closure, "room" | "start" | "end" | "reason" | "requestedBy" | "requestedAt">,
): Closure {
  const closure: Closure = { ...request, state: "waiting", meetings: [] };
  const payload: ClosurePayload = { room: closure.room, closure: id };
  const task = { queue: CLOSURE_QUEUE, id, kind: CLOSE_ROOM, payload, now: request.requestedAt };
  enqueueTask(tx, { ...task, correlation: id });
  return save(tx, id, closure);
}

/** The room opens again. What has been moved stays where it is now. */
export function cancelClosure(tx: Transaction, ref: ClosureRef): Closure | undefined {
  const closure = getClosure(tx, ref);
  if (!closure || closure.state === "cancelled") return closure;
  removeInterval(tx, roomResource(ref.room), intervalOf(ref.id, closure));
  dropTask(tx, { queue: CLOSURE_QUEUE, id: ref.id });
  return save(tx, ref.id, { ...closure, state: "cancelled" });
}

/** From this commit on nothing new gets into the room. Undefined: nobody wants it closed any more. */
export function beginClosing(tx: Transaction, ref: ClosureRef): Closure | undefined {
  const closure = getClosure(tx, ref);
  if (!closure || closure.state === "cancelled") return undefined;
  addInterval(tx, roomResource(ref.room), intervalOf(ref.id, closure));
  return save(tx, ref.id, { ...closure, state: "closing" });
}

/** Ends some of the holds that were placed before. Returns whether there are more. */
export function endHolds(tx: Transaction, { room, start, end }: Closure): boolean {
  const holds = takenIntervals(tx, { resource: roomResource(room), start, end }).flatMap(
    (interval) => ("hold" in interval ? [interval.hold] : []),
  );
  for (const id of holds.slice(0, HOLDS_AT_ONCE)) {
    const hold = getHold(tx, id);
    if (hold) releaseHold(tx, id, { fence: hold.fence });
  }
  return holds.length > HOLDS_AT_ONCE;
}

/** The meeting that is being moved, or else the first in the room that has not been dealt with. */
export function nextMeeting(reader: Reader, closure: Closure): string | undefined {
  const { room, start, end, meetings } = closure;
  const moving = meetings.find(({ outcome }) => outcome === "moving");
  if (moving) return moving.meeting;
  const known = new Set(meetings.map(({ meeting }) => meeting));
  for (const interval of takenIntervals(reader, { resource: roomResource(room), start, end })) {
    if (!("booking" in interval) || known.has(interval.booking)) continue;
    if (closureOf(interval.booking) === undefined) return interval.booking;
  }
  return undefined;
}

/** Is it out of the room by now? Undefined: it is still there. */
export function whereItWent(
  reader: Reader,
  meeting: string,
  closure: Closure,
): MeetingOutcome | undefined {
  const { meeting: now } = getMeeting(reader, meeting);
  if (now?.status !== "standing") return { meeting, outcome: "cancelled" };
  const isInTheWay = now.room === closure.room && overlaps(now, closure);
  return isInTheWay ? undefined : { meeting, outcome: "moved", to: now.room };
}

/** The meeting's last outcome counts. A closure that was cancelled meanwhile says what was done. */
export function recordOutcome(tx: Transaction, ref: ClosureRef, outcome: MeetingOutcome): void {
  const closure = getClosure(tx, ref);
  if (!closure) return;
  const others = closure.meetings.filter(({ meeting }) => meeting !== outcome.meeting);
  save(tx, ref.id, { ...closure, meetings: [...others, outcome] });
}

/** Every meeting has been dealt with. */
export function finishClosing(tx: Transaction, ref: ClosureRef): void {
  const closure = getClosure(tx, ref);
  if (closure?.state === "closing") save(tx, ref.id, { ...closure, state: "closed" });
}

function intervalOf(id: string, { start, end }: Closure): DiaryInterval {
  return { start, end, booking: closureBooking(id) };
}

function save(tx: Transaction, id: string, closure: Closure): Closure {
  putDocument(tx, closuresOf(closure.room), id, closure);
  return closure;
}
