/** What is asked of meetings: to book, to change and to cancel one. */

import { identifier, roomNeeds, zoneName } from "@holdfast/scheduling";
import { z } from "zod";
import { writtenTime } from "./instants.ts";
import { meetingDescription, meetingTitle } from "./meeting-text.ts";
import type { Asked } from "./told.ts";

/** Repetitions are dropped, so a list may be somewhat longer than what counts. */
const LISTED_MAX = 100;

const people = z.array(identifier).max(LISTED_MAX);

export const bookingRequest = z.strictObject({
  title: meetingTitle,
  description: meetingDescription.default(""),
  start: writtenTime,
  end: writtenTime,
  zone: zoneName.optional().describe("Of the meeting; the organizer's unless it says otherwise"),
  room: identifier.optional(),
  needs: roomNeeds.optional().describe("Instead of a room: what it has to offer"),
  organizer: identifier,
  required: people.default([]),
  optional: people.default([]),
  holdId: identifier.optional().describe("Your own hold on the room, which the booking takes over"),
});

export const changeRequest = z.strictObject({
  title: meetingTitle.optional(),
  description: meetingDescription.optional(),
  start: writtenTime.optional(),
  end: writtenTime.optional(),
  zone: zoneName.optional(),
  room: identifier.optional(),
  needs: roomNeeds.optional(),
  required: people.optional(),
  optional: people.optional(),
});

export const cancellationQuery = z.strictObject({
  reason: meetingDescription.max(500).default("").describe("Those who were invited are told"),
});

export type BookingRequest = Asked<typeof bookingRequest>;
export type MeetingChange = Asked<typeof changeRequest>;
