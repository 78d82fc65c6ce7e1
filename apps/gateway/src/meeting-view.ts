/** A meeting as replies show it, from its events at one revision. */

import type { meetingOut } from "@holdfast/api";
import { type Meeting, type MeetingEvent, meetingFold, meetingStream } from "@holdfast/scheduling";
import { type EventsAsOf, foldEvents, readStream, type Snapshot } from "@holdfast/shared-state";
import type { z } from "zod";
import { toInstantOut } from "./instants.ts";

export type MeetingOut = z.infer<typeof meetingOut>;

export function toMeetingOut(id: string, meeting: Meeting, position: number): MeetingOut {
  const { status, title, description, organizer, room, zone, sequence } = meeting;
  return {
    ...{ id, status, title, description, organizer, room },
    start: toInstantOut(meeting.start),
    end: toInstantOut(meeting.end),
    ...{ zone, required: [...meeting.required], optional: [...meeting.optional] },
    ...{ sequence, position },
  };
}

export interface MeetingRead {
  /** Undefined: nothing has been booked under this id. */
  readonly meeting: Meeting | undefined;
  readonly position: number;
}

export async function readMeeting(
  snapshot: Snapshot,
  id: string,
  asOf?: EventsAsOf,
): Promise<MeetingRead> {
  const events = await readStream<MeetingEvent>(snapshot, meetingStream(id), asOf && { asOf });
  return { meeting: foldEvents(events, meetingFold), position: events.at(-1)?.position ?? 0 };
}
