/**
 * What the projections about meetings have in common: each keeps every meeting as its own events have
 * made it, so that it knows what an event takes back and what it brings.
 */

import {
  keyspace,
  type ProjectionView,
  type SourceChange,
  type StoredEvent,
} from "@holdfast/shared-state";
import { MEETING_CATEGORY, type Meeting, type MeetingEvent, meetingFold } from "./meeting.ts";

/** A meeting in a view. What it is about is read where it is shown in full. */
export type KeptMeeting = Omit<Meeting, "description"> & {
  /** Of the last event. */
  readonly position: number;
};

export interface MeetingChange {
  readonly id: string;
  readonly event: StoredEvent<MeetingEvent>;
  /** Undefined: it has just been booked. */
  readonly before: KeptMeeting | undefined;
  readonly after: KeptMeeting;
}

/** The source of every projection that follows meetings. */
export const MEETING_EVENTS = keyspace.streams(MEETING_CATEGORY);

/**
 * Keeps the meeting, and says what has changed. Undefined: the key is no meeting's event.
 * @throws Error when an event is missing: better no view than a wrong one
 */
export function meetingChange(
  view: ProjectionView,
  { key, value }: SourceChange,
): MeetingChange | undefined {
  const [stream, category, id, position] = key;
  if (stream !== MEETING_EVENTS[0] || category !== MEETING_EVENTS[1]) return undefined;
  if (typeof position !== "number" || value === undefined) return undefined;
  const event = value as StoredEvent<MeetingEvent>;
  const before = view.get<KeptMeeting>(["meeting", id!]);
  if (position !== (before?.position ?? 0) + 1) {
    throw new Error(`Meeting ${id} has event ${position} after ${before?.position ?? 0}.`);
  }
  const folded = meetingFold.evolve(before && { ...before, description: "" }, event);
  if (!folded) throw new Error(`Meeting ${id} begins with ${event.type}.`);
  const { description: _elsewhere, ...kept } = folded;
  const after = { ...kept, position };
  view.put(["meeting", id!], after);
  return { id: String(id), event, before, after };
}
