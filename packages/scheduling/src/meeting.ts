/**
 * The meeting: an event-sourced aggregate.
 *
 *     booked ──▶ edited* ──▶ moved* ──▶ cancelled
 *
 * `evolve` folds what happened into what is. Events carry ids of people and rooms, never names or
 * addresses, so that a person can be erased, from the past too. SEQUENCE (RFC 5545, 3.8.7.4) rises
 * with a material change only: a move, a cancellation.
 */

import type { Fold, Reader, StoredEvent, StreamId } from "@holdfast/shared-state";
import { foldStream } from "@holdfast/shared-state";

/**
 * The organizer among them. So that a move to all other people finds room in one transaction for
 * everybody's mail, on every engine.
 */
export const ATTENDEES_MAX = 20;

/** Where, when and who: what a booking takes, and a move changes. */
export interface Arrangement {
  readonly room: string;
  /** Milliseconds since the epoch, `[start, end)`. */
  readonly start: number;
  readonly end: number;
  /** The zone in which the meeting was planned. */
  readonly zone: string;
  /** Their time is held. The organizer is one of them. */
  readonly required: readonly string[];
  /** They are invited; their being busy does not block. */
  readonly optional: readonly string[];
}

export interface MeetingText {
  readonly title: string;
  readonly description: string;
}

export type MeetingEvent =
  | { type: "booked"; data: Arrangement & MeetingText & { organizer: string } }
  | { type: "edited"; data: Partial<MeetingText> }
  | { type: "moved"; data: Arrangement }
  | { type: "cancelled"; data: { reason: string } };

export interface Meeting extends Arrangement, MeetingText {
  readonly status: "standing" | "cancelled";
  readonly organizer: string;
  readonly sequence: number;
}

/** Undefined: nothing has been booked under this id. */
export type MeetingState = Meeting | undefined;

export const meetingFold: Fold<MeetingState, MeetingEvent> = {
  initial: () => undefined,
  evolve: evolveMeeting,
};

/** Of the streams: each meeting has its own. */
export const MEETING_CATEGORY = "meeting";

export function meetingStream(id: string): StreamId {
  return { category: MEETING_CATEGORY, id };
}

/** One saga at a time on a meeting. */
export function meetingSubject(id: string): string {
  return `meeting/${id}`;
}

export function getMeeting(
  reader: Reader,
  id: string,
): { meeting: MeetingState; position: number } {
  const { state, position } = foldStream(reader, meetingStream(id), meetingFold);
  return { meeting: state, position };
}

/** Everybody who is invited. */
export function invited({
  required,
  optional,
}: Pick<Arrangement, "required" | "optional">): string[] {
  return [...required, ...optional];
}

function evolveMeeting(state: MeetingState, event: StoredEvent<MeetingEvent>): MeetingState {
  if (event.type === "booked") return { ...event.data, status: "standing", sequence: 0 };
  if (!state) return state;
  switch (event.type) {
    case "edited":
      return { ...state, ...event.data };
    case "moved":
      return { ...state, ...event.data, sequence: state.sequence + 1 };
    case "cancelled":
      return { ...state, status: "cancelled", sequence: state.sequence + 1 };
  }
}
