/**
 * The calls that more than one command makes. What is asked and told is described in `@holdfast/api`.
 *
 * Instants travel as text (`2026-11-23T09:00:00.000Z`); `spanOf` makes milliseconds of them.
 */

import type {
  Agenda,
  Agent,
  Agents,
  Audit,
  Busy,
  BusyInterval,
  Closure,
  Diary,
  Mail,
  Mails,
  People,
  Person,
  Projection,
  Projections,
  Room,
  RoomInterval,
  Rooms,
  Saga,
  Span,
  Tasks,
} from "@holdfast/api";
import type { Interval } from "@holdfast/scheduling";
import { type Gateway, ProblemError, type Query } from "./http.ts";

export async function listTasks(gateway: Gateway, query: Query = {}): Promise<Tasks> {
  return (await gateway.ask<Tasks>("/api/tasks", { query })).body;
}

export async function listRooms(gateway: Gateway): Promise<readonly Room[]> {
  return (await gateway.ask<Rooms>("/api/rooms")).body.rooms;
}

export async function listPeople(gateway: Gateway): Promise<readonly Person[]> {
  return (await gateway.ask<People>("/api/people")).body.people;
}

/** Newest first, a hundred at the most. */
export async function listMails(gateway: Gateway, query: Query = {}): Promise<readonly Mail[]> {
  return (await gateway.ask<Mails>("/api/inbox", { query })).body.mails;
}

export async function getAudit(gateway: Gateway, query: Query): Promise<Audit> {
  return (await gateway.ask<Audit>("/api/audit", { query })).body;
}

export async function listAgents(gateway: Gateway): Promise<readonly Agent[]> {
  return (await gateway.ask<Agents>("/api/agents")).body.agents;
}

export async function listProjections(gateway: Gateway): Promise<readonly Projection[]> {
  const { body } = await gateway.ask<Projections>("/api/projections");
  return body.projections;
}

/** The latest saga of the meeting, unless one is named. */
export async function getSaga(gateway: Gateway, meeting: string, id?: string): Promise<Saga> {
  const path = `/api/meetings/${encodeURIComponent(meeting)}/saga`;
  return (await gateway.ask<Saga>(path, { query: { id } })).body;
}

export async function getClosure(
  gateway: Gateway,
  { room, id }: Pick<Closure, "room" | "id">,
): Promise<Closure> {
  const path = `/api/rooms/${encodeURIComponent(room)}/closures/${encodeURIComponent(id)}`;
  return (await gateway.ask<Closure>(path)).body;
}

export function hasEnded({ state }: Saga): boolean {
  return state === "completed" || state === "compensated";
}

/** What is taken of a room. */
export async function getDiary(
  gateway: Gateway,
  room: string,
  during: Interval,
): Promise<readonly RoomInterval[]> {
  const path = `/api/rooms/${encodeURIComponent(room)}/diary`;
  return (await gateway.ask<Diary>(path, { query: windowQuery(during) })).body.intervals;
}

/** What a person is kept from: bookings, holds, and commitments of their own. */
export async function getBusy(
  gateway: Gateway,
  person: string,
  during: Interval,
): Promise<readonly BusyInterval[]> {
  const path = `/api/people/${encodeURIComponent(person)}/busy`;
  return (await gateway.ask<Busy>(path, { query: windowQuery(during) })).body.intervals;
}

/**
 * Which meetings await a person, with what they are called. It is a view: nothing when it is not
 * built, or cannot catch up.
 */
export async function getAgenda(
  gateway: Gateway,
  person: string,
  during: Interval,
): Promise<Agenda["meetings"]> {
  const path = `/api/people/${encodeURIComponent(person)}/agenda`;
  const answer = await gateway.send<Agenda>(path, { query: windowQuery(during) });
  if (answer.ok) return answer.body.meetings;
  if (answer.problem.type === "urn:holdfast:problem:projection-behind") return [];
  throw new ProblemError(answer.problem);
}

export function windowQuery({ start, end }: Interval): Query {
  return { from: new Date(start).toISOString(), to: new Date(end).toISOString() };
}

export function spanOf({ start, end }: Span): Interval {
  return { start: Date.parse(start), end: Date.parse(end) };
}

export function writtenSpan({ start, end }: Interval): Span {
  return { start: new Date(start).toISOString(), end: new Date(end).toISOString() };
}
