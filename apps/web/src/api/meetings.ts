/** Meetings, as requests. A change names the version that its author has seen (`If-Match`). */

import type { Meeting, MeetingChange, Saga, UnderWay } from "@holdfast/api";
import { type Reply, read, send } from "./http.ts";

/** A meeting, and the version that a change of it has to name. */
export interface SeenMeeting {
  readonly meeting: Meeting;
  readonly version: string;
}

/** @throws Problem, NoAnswer */
export async function readMeeting(id: string, signal?: AbortSignal): Promise<SeenMeeting> {
  const { body, version = "*" } = await read<Meeting>(pathOf(id), signal ? { signal } : {});
  return { meeting: body, version };
}

/** @throws Problem, NoAnswer */
export function patchMeeting(
  { meeting, version }: SeenMeeting,
  body: MeetingChange,
): Promise<Reply<Meeting | UnderWay>> {
  return send("PATCH", pathOf(meeting.id), { body, ifMatch: version });
}

/** @throws Problem, NoAnswer */
export function cancelMeeting(
  { meeting, version }: SeenMeeting,
  reason: string,
): Promise<Reply<Meeting | UnderWay>> {
  return send("DELETE", pathOf(meeting.id), { query: { reason }, ifMatch: version });
}

/** Of the meeting's sagas the one of this id, or the latest. @throws Problem, NoAnswer */
export async function readSaga(
  meeting: string,
  id: string | undefined,
  options: { readonly signal?: AbortSignal; readonly presentOnly?: boolean } = {},
): Promise<Saga> {
  return (await read<Saga>(`${pathOf(meeting)}/saga`, { query: { id }, ...options })).body;
}

function pathOf(id: string): string {
  return `/api/meetings/${encodeURIComponent(id)}`;
}
