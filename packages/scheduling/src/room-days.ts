/**
 * Projection `room-days`: what happens in a room on a day (UTC), with titles and organizers.
 *
 *     ["day", "alan-turing", "2026-11-23", 09:00, "m1"] → Planning, by ada, 09:00–10:00
 *
 * A cancelled meeting stays where it was, and says so; one that has moved leaves its old place.
 */

import { defineProjection, type Key, type ProjectionReader } from "@holdfast/shared-state";
import { type KeptMeeting, MEETING_EVENTS, meetingChange } from "./meeting-changes.ts";
import { utcDays } from "./time.ts";

export interface RoomDayMeeting {
  readonly meeting: string;
  readonly title: string;
  readonly organizer: string;
  readonly status: "standing" | "cancelled";
  /** Milliseconds since the epoch; of a meeting across midnight, the whole of it. */
  readonly start: number;
  readonly end: number;
}

export const roomDays = defineProjection("room-days", {
  version: 1,
  sources: [MEETING_EVENTS],
  apply(view, change) {
    const changed = meetingChange(view, change);
    if (!changed) return;
    const { id, before, after } = changed;
    for (const key of before ? placesOf(id, before) : []) view.delete(key);
    const { title, organizer, status, start, end } = after;
    const entry: RoomDayMeeting = { meeting: id, title, organizer, status, start, end };
    for (const key of placesOf(id, after)) view.put(key, entry);
  },
});

/** By start. `day` as `2026-11-23`. */
export async function readRoomDay(
  view: ProjectionReader,
  room: string,
  day: string,
): Promise<RoomDayMeeting[]> {
  const entries = await view.range<RoomDayMeeting>({ prefix: ["day", room, day] });
  return entries.map(({ value }) => value);
}

function placesOf(id: string, { room, start, end }: KeptMeeting): Key[] {
  return utcDays({ start, end }).map((day) => ["day", room, day, start, id]);
}
