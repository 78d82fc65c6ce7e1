/**
 * Moving a meeting: to another time, another room, other people.
 *
 * The new slots are held while the old ones stay booked; the pivot exchanges them in one commit. The
 * meeting's own intervals never stand in its way.
 */

import { afterPivot, defineSaga, pivot, step } from "@holdfast/shared-state";
import type { HoldingInput } from "./book-meeting.ts";
import { BOOKING_DEADLINE_MS } from "./timing.ts";

export type MoveMeetingInput = HoldingInput;

/** Result of `exchange`. */
export interface Exchanged {
  /** Who was invited before and no longer is. */
  readonly uninvited: readonly string[];
}

export const moveMeeting = defineSaga(
  "move-meeting",
  { version: 1, deadlineMs: BOOKING_DEADLINE_MS },
  [
    step("hold-room", { by: "room-agent" }),
    step("hold-calendars", { by: "calendar-agent" }),
    pivot("exchange", { by: "room-agent" }),
    afterPivot("send-updates", { by: "notification-agent" }),
  ],
);
