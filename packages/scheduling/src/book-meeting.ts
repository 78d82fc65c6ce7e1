/**
 * Booking a meeting: hold the room, hold the people, confirm everything in one commit, invite.
 *
 * Names only: the agents bind the handlers (`apps/room-agent`, `apps/calendar-agent`,
 * `apps/notification-agent`).
 */

import { afterPivot, defineSaga, pivot, step } from "@holdfast/shared-state";
import type { Arrangement, MeetingText } from "./meeting.ts";
import { BOOKING_DEADLINE_MS } from "./timing.ts";

/** What `hold-room` and `hold-calendars` need to know, in a booking and in a move alike. */
export interface HoldingInput extends Omit<Arrangement, "room"> {
  readonly meeting: string;
  /** Rooms that would do, best first. */
  readonly rooms: readonly string[];
  /** A person's hold on one of the rooms, which the saga takes over. */
  readonly adopt?: { readonly hold: string; readonly fence: number };
}

export interface BookMeetingInput extends HoldingInput, MeetingText {
  readonly organizer: string;
}

/** Result of `hold-room`. */
export interface RoomHeld {
  readonly room: string;
  readonly hold: string;
  readonly fence: number;
}

/** Result of `hold-calendars`. */
export interface CalendarsHeld {
  readonly holds: readonly { readonly hold: string; readonly fence: number }[];
}

export const bookMeeting = defineSaga(
  "book-meeting",
  { version: 1, deadlineMs: BOOKING_DEADLINE_MS },
  [
    step("hold-room", { by: "room-agent" }),
    step("hold-calendars", { by: "calendar-agent" }),
    pivot("confirm", { by: "room-agent" }),
    afterPivot("invite", { by: "notification-agent" }),
  ],
);
