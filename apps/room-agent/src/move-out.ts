/**
 * Moves one meeting out of a room that is being closed: at the same time, with the same people, to
 * another room that seats them; or says why a person has to.
 *
 * The move is a saga like any other. It carries the fence of the room's lock, so that it is refused
 * when the lock is lost before it has a room. What came of it is read from the meeting, not from the
 * saga: so it does not matter whether this agent, an earlier one or a person has moved it.
 */

import {
  BOOKING_DEADLINE_MS,
  CANDIDATES_MAX,
  type Closure,
  type ClosureRef,
  fittingRooms,
  getClosure,
  getMeeting,
  invited,
  type Meeting,
  type MeetingOutcome,
  type MoveMeetingInput,
  meetingSubject,
  moveMeeting,
  noteSaga,
  ROOMS,
  type Room,
  recordOutcome,
  whereItWent,
} from "@holdfast/scheduling";
import {
  failpoint,
  getSaga,
  isDecided,
  keyspace,
  listDocuments,
  openSagaOn,
  type Saga,
  type SharedState,
  startSaga,
  type Transaction,
  waitForValue,
} from "@holdfast/shared-state";

/** Longer than any saga takes until its pivot; a move of ours may have to be undone as well. */
const BUSY_MS_MAX = BOOKING_DEADLINE_MS + 5_000;
const MOVE_MS_MAX = BOOKING_DEADLINE_MS + 15_000;

interface MovingOut {
  readonly ref: ClosureRef;
  readonly meeting: string;
  readonly signal: AbortSignal;
}

interface Candidate {
  readonly id: string;
  readonly value: Room;
}

/** Ends with an outcome in the closure's record, unless the lock or the task was lost. */
export async function moveOut(fenced: SharedState, moving: MovingOut): Promise<void> {
  await untilNobodyChanges(fenced, moving);
  moving.signal.throwIfAborted();
  const rooms = await fenced.read((snapshot) => listDocuments<Room>(snapshot, ROOMS));
  const saga = await startMove(fenced, moving, rooms);
  if (saga === undefined) return;
  await untilDecided(fenced, saga, moving.signal);
  failpoint("closure.before-outcome");
  moving.signal.throwIfAborted();
  const note = { cause: "closure-progress", correlation: moving.ref.id };
  await fenced.transact((tx) => {
    const closure = mustGet(tx, moving.ref);
    const why = getSaga(tx, saga)?.failure?.reason ?? "meeting-busy";
    const outcome = whereItWent(tx, moving.meeting, closure) ?? byHand(moving.meeting, why);
    recordOutcome(tx, moving.ref, outcome);
  }, note);
}

/** The saga's id; undefined: there is nothing to be moved, or no way to, which has been recorded. */
async function startMove(
  fenced: SharedState,
  { ref, meeting: id }: MovingOut,
  rooms: readonly Candidate[],
): Promise<string | undefined> {
  const { now } = fenced.acting();
  const underLocks = fenced.heldLocks;
  // Another attempt, which has the lock under another fence, makes a saga of its own.
  const saga = `close-${ref.id}-${id}-${underLocks.at(-1)?.fence}`;
  const note = { cause: "move-started", correlation: saga };
  const { value } = await fenced.transact((tx) => {
    const closure = mustGet(tx, ref);
    const { meeting } = getMeeting(tx, id);
    const candidates = meeting ? roomsFor(meeting, rooms) : [];
    const obstacle = whereItWent(tx, id, closure) ?? whyNot(tx, id, { meeting, candidates, now });
    if (obstacle || !meeting) {
      if (obstacle) recordOutcome(tx, ref, obstacle);
      return undefined;
    }
    const input = moveInput(id, meeting, candidates);
    const request = { id: saga, subject: meetingSubject(id), input, underLocks };
    startSaga(tx, moveMeeting, request, { by: closure.requestedBy, now });
    noteSaga(tx, id, saga);
    recordOutcome(tx, ref, { meeting: id, outcome: "moving" });
    return saga;
  }, note);
  return value;
}

function whyNot(
  tx: Transaction,
  id: string,
  {
    meeting,
    candidates,
    now,
  }: { meeting: Meeting | undefined; candidates: readonly string[]; now: number },
): MeetingOutcome | undefined {
  if (openSagaOn(tx, meetingSubject(id))) return byHand(id, "meeting-busy");
  if (!meeting) return undefined;
  if (meeting.start <= now) return byHand(id, "has-begun");
  return candidates.length === 0 ? byHand(id, "no-room") : undefined;
}

/** Rooms that seat everybody; those that have what the closed one has come first. */
function roomsFor(meeting: Meeting, rooms: readonly Candidate[]): string[] {
  const equipment = rooms.find(({ id }) => id === meeting.room)?.value.equipment ?? [];
  const others = rooms.filter(({ id }) => id !== meeting.room);
  const capacity = invited(meeting).length;
  const alike = fittingRooms(others, { capacity, equipment }, [meeting.zone]);
  const any = fittingRooms(others, { capacity, equipment: [] }, [meeting.zone]);
  const ids = [...alike, ...any].map(({ id }) => id);
  return [...new Set(ids)].slice(0, CANDIDATES_MAX);
}

function moveInput(id: string, meeting: Meeting, rooms: readonly string[]): MoveMeetingInput {
  const { start, end, zone, required, optional } = meeting;
  return { meeting: id, start, end, zone, required, optional, rooms };
}

/** Somebody may be changing the meeting: they are waited for, but not for ever. */
async function untilNobodyChanges(
  { engine }: SharedState,
  { meeting, signal }: MovingOut,
): Promise<void> {
  const key = keyspace.openSaga(meetingSubject(meeting));
  const gone = (saga: string | undefined) => (saga === undefined ? true : undefined);
  await waitForValue(engine, key, gone, { waitMsMax: BUSY_MS_MAX, signal });
}

async function untilDecided(
  { engine }: SharedState,
  id: string,
  signal: AbortSignal,
): Promise<void> {
  const decided = (saga: Saga | undefined) => (saga && isDecided(saga) ? true : undefined);
  await waitForValue(engine, keyspace.saga(id), decided, { waitMsMax: MOVE_MS_MAX, signal });
}

function byHand(meeting: string, why: string): MeetingOutcome {
  return { meeting, outcome: "must-be-moved-by-hand", why };
}

function mustGet(tx: Transaction, ref: ClosureRef): Closure {
  const closure = getClosure(tx, ref);
  if (!closure) throw new Error(`There is no closure ${ref.id} of room ${ref.room}.`);
  return closure;
}
