/** `/api/meetings`: a meeting as it is, and what happened to it. */

import { z } from "zod";
import { instantOut } from "./instants.ts";
import type { Told } from "./told.ts";

export const meetingOut = z.object({
  id: z.string(),
  status: z.enum(["standing", "cancelled"]),
  title: z.string(),
  description: z.string(),
  organizer: z.string(),
  room: z.string(),
  start: instantOut,
  end: instantOut,
  zone: z.string(),
  required: z.array(z.string()),
  optional: z.array(z.string()),
  /** Rises with each change that invitations have to tell of. */
  sequence: z.int(),
  /** Of the last event; also the ETag. */
  position: z.int(),
});

export const meetingEventsOut = z.object({
  events: z.array(
    z.object({
      position: z.int(),
      at: instantOut,
      by: z.string(),
      type: z.string(),
      data: z.record(z.string(), z.unknown()),
    }),
  ),
});

export type Meeting = Told<typeof meetingOut>;
export type MeetingEvents = Told<typeof meetingEventsOut>;
export type MeetingEvent = MeetingEvents["events"][number];
