/**
 * `/api/suggestions`: when could they meet, and where? Everything that is taken is read at one
 * revision; `suggestTimes` decides. A refused booking is answered with suggestions, too.
 *
 * A suggestion is no promise: somebody may be quicker. That is what holds are for.
 */

import { type suggestionOut, suggestionsOut, suggestionsQuery } from "@holdfast/api";
import {
  fits,
  type Interval,
  type Invitee,
  PEOPLE,
  type Person,
  ROOMS,
  type Room,
  type RoomChoice,
  type RoomNeeds,
  roomResource,
  type Suggestions,
  suggestTimes,
} from "@holdfast/scheduling";
import {
  type Document,
  listDocuments,
  readDiary,
  readDocument,
  type Snapshot,
} from "@holdfast/shared-state";
import type { z } from "zod";
import { type App, type Gateway, otherwiseProblem } from "./app.ts";
import { readBusy } from "./busy.ts";
import { readDurably } from "./durably.ts";
import { readWindow, toInstantOut } from "./instants.ts";
import { type FieldError, invalid } from "./problems.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const WINDOW_DAYS_MAX = 31;
/** How far from the wanted start alternatives are looked for, and how many. */
const ALTERNATIVES_DAYS = 5;
const ALTERNATIVES_MAX = 3;

export type SuggestionOut = z.infer<typeof suggestionOut>;

export function addSuggestionRoutes(app: App, gateway: Gateway): void {
  app.get(
    "/api/suggestions",
    {
      schema: {
        ...{ tags: ["suggestions"], querystring: suggestionsQuery },
        response: { 200: suggestionsOut, ...otherwiseProblem },
      },
    },
    async (request, reply) => {
      const { durationMinutes, people = [], optional = [], equipment = [], limit } = request.query;
      const { capacity = Math.max(1, people.length + optional.length), room } = request.query;
      const now = gateway.state.clock.wallMs();
      const window = readWindow(request.query, { now, daysMax: WINDOW_DAYS_MAX });
      if (window.end <= now) throw invalid({ field: "to", message: "has passed" });
      return readDurably(gateway, reply, async (snapshot) => {
        const { suggestions, whyNone } = await suggest(snapshot, {
          ...{ durationMs: durationMinutes * MINUTE_MS, limit, now, window },
          ...{ required: people, optional, needs: { capacity, equipment } },
          ...(room && { rooms: [room] }),
          zone: request.query.zone,
        });
        return { suggestions: suggestions.map(toSuggestionOut), whyNone: copyOf(whyNone) };
      });
    },
  );
}

export interface WantedMeeting {
  readonly durationMs: number;
  readonly window: Interval;
  readonly required: readonly string[];
  readonly optional: readonly string[];
  readonly needs: RoomNeeds;
  /** Only these; else all. */
  readonly rooms?: readonly string[];
  /** Of whoever asks: counts while nobody is required, whose own zones say which rooms are near. */
  readonly zone?: string;
  readonly limit: number;
  readonly now: number;
  /** Reasons name people by id. */
  readonly nameless?: boolean;
}

/** @throws Problem `request-invalid` naming who or which room is unknown */
async function suggest(snapshot: Snapshot, wanted: WantedMeeting): Promise<Suggestions> {
  const { durationMs, needs, limit, now, required, optional } = wanted;
  const window = { start: Math.max(wanted.window.start, now), end: wanted.window.end };
  const faults: FieldError[] = [];
  const people = [
    ...(await readInvitees(snapshot, required, { required: true, window, faults })),
    ...(await readInvitees(snapshot, optional, { required: false, window, faults })),
  ].map((person) => (wanted.nameless ? { ...person, name: person.id } : person));
  const rooms = await readRooms(snapshot, wanted.rooms, { window, faults });
  if (faults.length > 0) throw invalid(...faults);
  const { start: from, end: to } = window;
  const near = required.length > 0 ? rooms : roomsNear(rooms, wanted);
  return suggestTimes({ durationMs, from, to, people, rooms: near, needs, limit });
}

/** Those of the zone, if any would do: one on another continent may be open sooner, and is of no use. */
function roomsNear(rooms: readonly RoomChoice[], { zone, needs }: WantedMeeting): RoomChoice[] {
  const near = rooms.filter(({ room }) => room.zone === zone && fits(room, needs));
  return near.length > 0 ? near : [...rooms];
}

/**
 * Other times and rooms near the one that was refused; none when nothing can be said. People are named
 * by their ids: an idempotency key keeps them for a day, and a person can be erased.
 */
export async function readAlternatives(
  { state }: Gateway,
  refused: Interval & Omit<WantedMeeting, "durationMs" | "window" | "limit" | "now">,
): Promise<SuggestionOut[]> {
  const { start, end, ...wanted } = refused;
  const now = state.clock.wallMs();
  const window = { start, end: start + ALTERNATIVES_DAYS * DAY_MS };
  const { suggestions } = await state.read((snapshot) =>
    suggest(snapshot, {
      ...{ ...wanted, durationMs: end - start, window, limit: ALTERNATIVES_MAX, now },
      nameless: true,
    }),
  );
  return suggestions.map(toSuggestionOut);
}

interface Reading {
  readonly window: Interval;
  readonly faults: FieldError[];
}

async function readInvitees(
  snapshot: Snapshot,
  ids: readonly string[],
  { required, window, faults }: Reading & { required: boolean },
): Promise<Invitee[]> {
  const invitees: Invitee[] = [];
  for (const [index, id] of ids.entries()) {
    const person = await readDocument<Person>(snapshot, PEOPLE, id);
    if (!person) {
      const field = `${required ? "people" : "optional"}[${index}]`;
      faults.push({ field, message: `there is no person ${id}` });
      continue;
    }
    const { name, zone, workingHours } = person.value;
    const { intervals: busy } = await readBusy(snapshot, id, window);
    invitees.push({ id, name, required, zone, workingHours, busy });
  }
  return invitees;
}

async function readRooms(
  snapshot: Snapshot,
  ids: readonly string[] | undefined,
  { window, faults }: Reading,
): Promise<RoomChoice[]> {
  const all: Document<Room>[] = await listDocuments<Room>(snapshot, ROOMS);
  const unknown = ids?.find((id) => !all.some((room) => room.id === id));
  if (unknown) faults.push({ field: "room", message: `there is no room ${unknown}` });
  const wanted = all.filter(({ id }) => ids?.includes(id) ?? true);
  return Promise.all(
    wanted.map(async ({ id, value: room }) => ({
      id,
      room,
      taken: await readDiary(snapshot, { resource: roomResource(id), ...window }),
    })),
  );
}

function toSuggestionOut(suggestion: Suggestions["suggestions"][number]): SuggestionOut {
  const { start, end, room, reasons } = suggestion;
  return { start: toInstantOut(start), end: toInstantOut(end), room, reasons: [...reasons] };
}

function copyOf(whyNone: Suggestions["whyNone"]) {
  return whyNone && { reason: whyNone.reason, sentences: [...whyNone.sentences] };
}
