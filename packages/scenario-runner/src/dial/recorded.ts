/** An agent's operations, done and written down as entries of a run history. */

import type { Operation } from "@holdfast/checker";
import { type Pacing, performWeakly, STRONG, type Write } from "@holdfast/dial";
import { isWeakWrite, READ, type WriteName } from "@holdfast/dial/settings";
import {
  confirmHold,
  placeHold,
  type Session,
  type SharedState,
  type Slot,
} from "@holdfast/shared-state";
import { editMeeting, meetingOf } from "./edit-meeting.ts";
import { dayOf, HOLD_MS, placeHoldWrite, slotOf } from "./place-hold.ts";
import type { ReadPosition, WritePosition } from "./race-orders.ts";
import { type Attempt, attempt, type WriteRequest, type Written } from "./race-write.ts";
import { type Replica, readDay } from "./reading.ts";
import { inviteeOf, sendNotification } from "./send-notification.ts";

type RaceWrite = (request: WriteRequest) => Write<Written | undefined>;

const WRITES_BY_NAME: Readonly<Record<WriteName, RaceWrite>> = {
  "place-hold": placeHoldWrite,
  "edit-meeting": editMeeting,
  "send-notification": sendNotification,
};

/** Longer than any race needs. */
const LOCK_WAIT_MS_MAX = 30_000;

/** Whoever takes part in a race. */
export interface Racer {
  readonly state: SharedState;
  readonly folder: string;
  readonly session: Session;
}

/** What `read-diary` was asked for and told, as it stands in the history. */
export interface ReadInput {
  readonly day: string;
  readonly replica: Replica;
  /** A booking that this reader had been told of before it read. */
  readonly told?: string;
}

export interface ReadOutput {
  readonly shows: readonly string[];
}

export async function recordWrite(
  { operation, setting }: WritePosition,
  place: { race: string; number: number },
  racer: Racer & { pacing: Pacing; leaseMs: number },
): Promise<Operation> {
  const { state } = racer;
  const request = { ...place, id: state.newId(), by: state.actor, now: state.clock.wallMs() };
  const write = WRITES_BY_NAME[operation](request);
  const performing = { ...racer, lockWaitMsMax: LOCK_WAIT_MS_MAX };
  const invokedMs = state.clock.monotonicMs();
  const performed = isWeakWrite(setting)
    ? performWeakly(setting, write, performing)
    : STRONG[setting](write, performing);
  const { outcome, revision, fence, basedOn, ...took } = attempt(await performed);
  const { lock } = write;
  const shown = {
    ...(fence !== undefined && { lock, fence }),
    ...(basedOn !== undefined && { basedOn }),
  };
  return {
    ...{ kind: "operation", id: request.id, process: state.actor, name: operation },
    ...{ key: lock, input: { ...inputOf(operation, request), ...shown } },
    ...{ invokedMs, completedMs: state.clock.monotonicMs(), outcome, output: took },
    ...(revision !== undefined && { revision }),
  };
}

/** A reader's own booking: a hold, confirmed in the same transaction. */
export async function recordBooking(
  place: { race: string; number: number },
  { state, session }: Racer,
): Promise<Operation> {
  const slot = slotOf(place);
  const id = state.newId();
  const request = { id, by: state.actor, forMs: HOLD_MS, now: state.clock.wallMs() };
  const invokedMs = state.clock.monotonicMs();
  const { value: isBooked, revision } = await session.transact((tx) => {
    const placed = placeHold(tx, slot, request);
    return placed.ok && confirmHold(tx, id, { fence: placed.hold.fence, booking: id }).ok;
  });
  return {
    ...{ kind: "operation", id, process: state.actor, name: "book", key: slot.resource },
    ...{ input: timesOf(slot), invokedMs, completedMs: state.clock.monotonicMs() },
    ...{ outcome: isBooked ? "ok" : "refused", revision },
  };
}

export async function recordRead(
  { setting }: ReadPosition,
  { replica, told, ...place }: { race: string; number: number; replica: Replica; told?: string },
  { state, session, waits }: Racer & { waits: () => Promise<void> },
): Promise<Operation> {
  const { race } = place;
  const slot = slotOf(place);
  const day = dayOf(slot);
  const invokedMs = state.clock.monotonicMs();
  const where = { day: { race, resource: slot.resource, day }, replica };
  const { shows, waitedMs } = await readDay(setting, where, { state, session, waits });
  const took: Omit<Attempt, "outcome"> = { retries: 0, waitedMs };
  const input: ReadInput = { day, replica, ...(told !== undefined && { told }) };
  return {
    ...{ kind: "operation", id: state.newId(), process: state.actor, name: READ },
    ...{ key: slot.resource, input, invokedMs, completedMs: state.clock.monotonicMs() },
    ...{ outcome: shows ? "ok" : "refused", output: { ...took, ...(shows && { shows }) } },
  };
}

function inputOf(operation: WriteName, request: WriteRequest): object {
  if (operation === "place-hold") return timesOf(slotOf(request));
  if (operation === "edit-meeting") return { meeting: meetingOf(request) };
  return inviteeOf(request);
}

function timesOf({ start, end }: Slot): { start: number; end: number } {
  return { start, end };
}
