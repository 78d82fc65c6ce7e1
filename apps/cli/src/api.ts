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
  readonly status?: "booked" | "held";
  readonly why?: "meeting" | "held" | "busy" | "tentative" | "unknown";
  readonly meeting?: string;
  readonly title?: string;
  readonly heldBy?: string;
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

export async function listAgents(gateway: Gateway): Promise<readonly Agent[]> {
  return (await gateway.ask<{ agents: Agent[] }>("/api/agents")).body.agents;
}

/** The latest saga of the meeting, unless one is named. */
export async function getSaga(gateway: Gateway, meeting: string, id?: string): Promise<Saga> {
  const path = `/api/meetings/${encodeURIComponent(meeting)}/saga`;
  return (await gateway.ask<Saga>(path, { query: { id } })).body;
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
