/**
 * What the gateway says, as types, and the calls that more than one command makes.
 *
 * Instants travel as text (`2026-11-23T09:00:00.000Z`); `spanOf` makes milliseconds of them.
 */

import type { Interval, Person, Room } from "@holdfast/scheduling";
import type { Gateway, Query } from "./http.ts";

export interface WrittenSpan {
  readonly start: string;
  readonly end: string;
}

export interface Versioned {
  readonly id: string;
  readonly version: number;
}

export type RoomEntry = Room & Versioned;
export type PersonEntry = Person & Versioned;

/** One interval that is taken, of a room (which says `status`) or of a person (which says `why`). */
export interface Taken extends WrittenSpan {
  readonly status?: "booked" | "closed" | "held";
  readonly why?: "meeting" | "held" | "busy" | "tentative" | "unknown";
  readonly meeting?: string;
  readonly title?: string;
  readonly heldBy?: string;
  /** Why the room is closed. */
  readonly reason?: string;
  /** Of a commitment in the person's own calendar. */
  readonly summary?: string;
}

export interface Agent {
  readonly name: string;
  readonly role: string;
  readonly state: string;
  readonly pid?: number;
  /** Absent of an agent that was started by hand. */
  readonly restarts?: number;
  readonly startedAt?: string;
  /** It has announced itself in the shared state. */
  readonly present: boolean;
}

export interface Projection {
  readonly name: string;
  readonly state: "building" | "live" | "stopped";
  readonly version: number;
  readonly lagRevisions: number;
  readonly lagMs: number;
  /** Absent: it has not been built yet. */
  readonly serving?: { readonly entries: number };
  readonly stopped?: {
    readonly revision: number;
    readonly key: readonly (string | number)[];
    readonly error: string;
  };
}

export interface JournalEntry {
  readonly at: string;
  readonly by: string;
  readonly step?: string;
  readonly did: string;
}

export interface Saga {
  readonly id: string;
  readonly state: "running" | "compensating" | "completed" | "compensated";
  readonly journal: readonly JournalEntry[];
  readonly failure?: { readonly step?: string; readonly reason: string };
}

export interface Meeting extends WrittenSpan {
  readonly id: string;
  readonly status: "standing" | "cancelled";
  readonly title: string;
  readonly room: string;
  readonly zone: string;
  readonly organizer: string;
  readonly required: readonly string[];
  readonly optional: readonly string[];
  readonly sequence: number;
}

export interface Closure extends WrittenSpan {
  readonly id: string;
  readonly room: string;
  readonly reason: string;
  readonly state: "waiting" | "closing" | "closed" | "cancelled";
  readonly meetings: readonly ClosureMeeting[];
}

export interface ClosureMeeting {
  readonly meeting: string;
  readonly outcome: "moving" | "moved" | "cancelled" | "must-be-moved-by-hand";
  /** The room where it is now. */
  readonly to?: string;
  readonly why?: string;
}

export interface Suggestion extends WrittenSpan {
  readonly room: string;
  readonly reasons?: readonly string[];
}

export interface Suggestions {
  readonly suggestions: readonly Suggestion[];
  readonly whyNone?: { readonly reason: string; readonly sentences: readonly string[] };
}

export interface Hold extends WrittenSpan {
  readonly id: string;
  readonly room: string;
  readonly fence: number;
  readonly heldBy: string;
  /** When it lapses, unless it is renewed. */
  readonly freeAt: string;
}

export interface Mail {
  readonly id: string;
  readonly receivedAt: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly messageId: string;
  readonly method?: string;
  readonly uid?: string;
  readonly sequence?: number;
}

export interface AuditEntry {
  readonly revision: number;
  readonly at: string;
  /** The person or agent, and the process that did it. */
  readonly actor?: string;
  readonly process?: string;
  readonly cause?: string;
  readonly correlation?: string;
  readonly keys: readonly (readonly (string | number)[])[];
}

export interface Audit {
  readonly entries: readonly AuditEntry[];
  /** The latest revision when it was looked up. */
  readonly head: number;
  readonly nextPage?: number;
  /** Earlier commits are no longer known. */
  readonly retainedFrom?: number;
}

export interface TaskEntry {
  readonly queue: string;
  readonly id: string;
  readonly kind: string;
  readonly state: "available" | "claimed" | "delayed" | "waiting";
  readonly priority: number;
  readonly failures: number;
  readonly worker?: string;
  readonly lane?: string;
  /** When the claim lapses, unless it is renewed, or the delay ends. */
  readonly until?: string;
  readonly progress?: { readonly done?: number; readonly total?: number; readonly note?: string };
}

export interface TaskList {
  readonly tasks: readonly TaskEntry[];
  /** So many there are, also beyond the limit. */
  readonly total: number;
}

export async function listTasks(gateway: Gateway, query: Query = {}): Promise<TaskList> {
  return (await gateway.ask<TaskList>("/api/tasks", { query })).body;
}

export async function listRooms(gateway: Gateway): Promise<readonly RoomEntry[]> {
  return (await gateway.ask<{ rooms: RoomEntry[] }>("/api/rooms")).body.rooms;
}

export async function listPeople(gateway: Gateway): Promise<readonly PersonEntry[]> {
  return (await gateway.ask<{ people: PersonEntry[] }>("/api/people")).body.people;
}

/** Newest first, a hundred at the most. */
export async function listMails(gateway: Gateway, query: Query = {}): Promise<readonly Mail[]> {
  return (await gateway.ask<{ mails: Mail[] }>("/api/inbox", { query })).body.mails;
}

export async function getAudit(gateway: Gateway, query: Query): Promise<Audit> {
  return (await gateway.ask<Audit>("/api/audit", { query })).body;
}

export async function listAgents(gateway: Gateway): Promise<readonly Agent[]> {
  return (await gateway.ask<{ agents: Agent[] }>("/api/agents")).body.agents;
}

export async function listProjections(gateway: Gateway): Promise<readonly Projection[]> {
  const { body } = await gateway.ask<{ projections: Projection[] }>("/api/projections");
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
export async function getDiary(gateway: Gateway, room: string, during: Interval) {
  return readTaken(gateway, `/api/rooms/${encodeURIComponent(room)}/diary`, during);
}

/** What a person is kept from: bookings, holds, and commitments of their own. */
export async function getBusy(gateway: Gateway, person: string, during: Interval) {
  return readTaken(gateway, `/api/people/${encodeURIComponent(person)}/busy`, during);
}

export function windowQuery({ start, end }: Interval): Query {
  return { from: new Date(start).toISOString(), to: new Date(end).toISOString() };
}

export function spanOf({ start, end }: WrittenSpan): Interval {
  return { start: Date.parse(start), end: Date.parse(end) };
}

export function writtenSpan({ start, end }: Interval): WrittenSpan {
  return { start: new Date(start).toISOString(), end: new Date(end).toISOString() };
}

async function readTaken(gateway: Gateway, path: string, during: Interval): Promise<Taken[]> {
  const { body } = await gateway.ask<{ intervals: Taken[] }>(path, {
    query: windowQuery(during),
  });
  return body.intervals;
}
