/** What a change of time, room or people asks of the move saga. */

import { instantToLocal, type Meeting, type MoveMeetingInput } from "@holdfast/scheduling";
import type { Snapshot } from "@holdfast/shared-state";
import type { ChangeRequest } from "./changing.ts";
import { notErased } from "./erased-people.ts";
import { readSpan, toInstantOut } from "./instants.ts";
import { readParticipants } from "./participants.ts";
import { chooseRooms } from "./room-choice.ts";

interface WantedMove {
  readonly id: string;
  readonly meeting: Meeting;
  readonly body: ChangeRequest;
  readonly now: number;
}

/**
 * What is not named stays as it is. Undefined: everything is so already.
 * @throws Problem `request-invalid`
 */
export async function readMove(
  snapshot: Snapshot,
  { id, meeting, body, now }: WantedMove,
): Promise<MoveMeetingInput | undefined> {
  const { organizer } = meeting;
  const { required = meeting.required } = body;
  const optional = body.optional ?? (await notErased(snapshot, meeting.optional));
  const people = await readParticipants(snapshot, { organizer, required, optional });
  const span = readNewSpan(meeting, body, now);
  const count = people.required.length + people.optional.length;
  const room = body.needs ? body.room : (body.room ?? meeting.room);
  const zone = body.zone ?? meeting.zone;
  const rooms = await chooseRooms(snapshot, { room, needs: body.needs, people: count, zone });
  const { required: coming, optional: invitedToo } = people;
  const wanted = { ...span, zone, required: coming, optional: invitedToo };
  return isSo(meeting, rooms, wanted) ? undefined : { meeting: id, rooms, ...wanted };
}

function readNewSpan(
  meeting: Meeting,
  { start, end, zone = meeting.zone }: ChangeRequest,
  now: number,
) {
  const written = {
    start: start ?? toInstantOut(meeting.start),
    end: end ?? toInstantOut(meeting.end),
  };
  if (start === undefined && end === undefined) return { start: meeting.start, end: meeting.end };
  // A meeting that has begun may still be made longer, or shorter.
  const begun = start === undefined || sameStart(start, meeting, zone);
  return readSpan(written, { zone, now, begun });
}

function sameStart(start: string, meeting: Meeting, zone: string): boolean {
  return start === toInstantOut(meeting.start) || start === instantToLocal(meeting.start, zone);
}

function isSo(
  meeting: Meeting,
  rooms: readonly string[],
  wanted: Omit<MoveMeetingInput, "meeting" | "rooms">,
): boolean {
  const same =
    wanted.start === meeting.start && wanted.end === meeting.end && wanted.zone === meeting.zone;
  const sameRoom = rooms.includes(meeting.room);
  const samePeople =
    sameSet(wanted.required, meeting.required) && sameSet(wanted.optional, meeting.optional);
  return same && sameRoom && samePeople;
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((each) => b.includes(each));
}
