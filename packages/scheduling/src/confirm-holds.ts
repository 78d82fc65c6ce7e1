/**
 * What every pivot does: turn the holds of room and people into bookings, all of them in this commit
 * or none. Everything is checked before anything is written.
 */

import {
  confirmHold,
  getHold,
  removeInterval,
  type StepContext,
  type Transaction,
} from "@holdfast/shared-state";
import type { CalendarsHeld, RoomHeld } from "./book-meeting.ts";
import type { Arrangement, Meeting } from "./meeting.ts";
import { personResource } from "./person.ts";
import { roomResource } from "./room.ts";

interface HoldRef {
  readonly hold: string;
  readonly fence: number;
}

/** The holds that the saga's steps have placed. */
export function heldBySaga({ results }: StepContext): { room: RoomHeld; all: HoldRef[] } {
  const room = results["hold-room"] as RoomHeld;
  const calendars = results["hold-calendars"] as CalendarsHeld;
  return { room, all: [room, ...calendars.holds] };
}

/** Undefined: all of them still live, under the fences that the saga knows. Else the first that does not. */
export function lapsedHold(tx: Transaction, holds: readonly HoldRef[]): string | undefined {
  return holds.find(({ hold, fence }) => getHold(tx, hold)?.fence !== fence)?.hold;
}

/** Call it when `lapsedHold` found none, in the same transaction. */
export function confirmHolds(tx: Transaction, holds: readonly HoldRef[], meeting: string): void {
  for (const { hold, fence } of holds) {
    const confirmed = confirmHold(tx, hold, { fence, booking: meeting });
    if (!confirmed.ok) throw new Error(`Hold ${hold}: ${confirmed.reason}.`);
  }
}

/** Frees what a standing meeting takes: its room and its required people's time. */
export function freeBookings(tx: Transaction, id: string, meeting: Meeting): void {
  for (const resource of resourcesOf(meeting)) {
    removeInterval(tx, resource, { start: meeting.start, end: meeting.end, booking: id });
  }
}

export function resourcesOf({ room, required }: Pick<Arrangement, "room" | "required">): string[] {
  return [roomResource(room), ...required.map(personResource)];
}
