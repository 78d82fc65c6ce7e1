/**
 * When could they meet, and where?
 *
 * The first times at which everybody who is required can come and a fitting room is free, ranked, with
 * the reasons for the rank; and when there is none, why not. Pure: it is told what is taken.
 *
 *     working hours ∩ … of all required   − their busy times   ∩   free time of a fitting room
 */

import { contains, durationMs, type Interval, intersect, overlaps, subtract } from "./interval.ts";
import { openIntervals, type WeeklyHours } from "./opening-hours.ts";
import { fittingRooms, type Room, type RoomNeeds } from "./room.ts";
import { formatInterval } from "./time.ts";

export interface Invitee {
  readonly id: string;
  readonly name: string;
  /** Optional people do not block; times at which they can come rank higher. */
  readonly required: boolean;
  readonly zone: string;
  readonly workingHours: WeeklyHours;
  readonly busy: readonly Interval[];
}

export interface RoomChoice {
  readonly id: string;
  readonly room: Room;
  readonly taken: readonly Interval[];
}

export interface SuggestionRequest {
  readonly durationMs: number;
  /** Look from here to there. */
  readonly from: number;
  readonly to: number;
  readonly people: readonly Invitee[];
  readonly rooms: readonly RoomChoice[];
  readonly needs: RoomNeeds;
  readonly limit: number;
}

export interface Suggestion extends Interval {
  readonly room: string;
  readonly reasons: readonly string[];
}

export type NoSuggestionReason =
  | "no-room-fits"
  | "no-common-working-hours"
  | "people-busy"
  | "rooms-taken";

export interface Suggestions {
  readonly suggestions: readonly Suggestion[];
  /** Only when there is none. */
  readonly whyNone?: { readonly reason: NoSuggestionReason; readonly sentences: readonly string[] };
}

/** Times are offered on this grid: whole quarters of an hour. */
const GRID_MS = 15 * 60_000;

export function suggestTimes(request: SuggestionRequest): Suggestions {
  const rooms = roomsThatFit(request);
  if (rooms.length === 0) return none("no-room-fits", [sentenceAboutRooms(request)]);
  const window = { start: request.from, end: request.to };
  const required = request.people.filter((person) => person.required);

  const together = required.reduce<Interval[]>(
    (common, person) => intersect(common, workingTime(person, window)),
    [window],
  );
  if (!longEnough(together, request)) {
    return none("no-common-working-hours", sentencesAboutHours(required));
  }
  const everybodyFree = required.reduce<Interval[]>(
    (free, person) => subtract(free, person.busy),
    together,
  );
  if (!longEnough(everybodyFree, request)) {
    return none("people-busy", sentencesAboutPeople(required, together, request));
  }
  const found = rankedStarts(everybodyFree, rooms, request);
  if (found.length > 0) return { suggestions: found };
  return none("rooms-taken", [
    `Everybody could come, but ${rooms.map(({ room }) => room.name).join(", ")} ` +
      `${rooms.length === 1 ? "is" : "are all"} taken or closed at those times.`,
  ]);
}

function roomsThatFit({ rooms, needs }: SuggestionRequest): RoomChoice[] {
  const byId = new Map(rooms.map((choice) => [choice.id, choice]));
  const named = rooms.map(({ id, room }) => ({ id, value: room }));
  return fittingRooms(named, needs).flatMap(({ id }) => byId.get(id) ?? []);
}

/** The first free starts, at most one a time; times that suit the optional people come first. */
function rankedStarts(
  free: readonly Interval[],
  rooms: readonly RoomChoice[],
  request: SuggestionRequest,
): Suggestion[] {
  const candidates: { suggestion: Suggestion; missing: number }[] = [];
  const roomTimes = rooms.map((choice) => ({ choice, free: freeTime(choice, request) }));
  // Look a little further than asked for, so that ranking has something to choose from.
  const enough = request.limit * 4;
  for (const start of gridStarts(free, request.durationMs)) {
    if (candidates.length >= enough) break;
    const slot = { start, end: start + request.durationMs };
    const fitting = roomTimes.find((each) => each.free.some((open) => contains(open, slot)));
    if (!fitting) continue;
    const missing = optionalMissing(request.people, slot);
    const reasons = reasonsFor(fitting.choice, missing, request, candidates.length === 0);
    const suggestion = { ...slot, room: fitting.choice.id, reasons };
    candidates.push({ suggestion, missing: missing.length });
  }
  return candidates
    .sort((a, b) => a.missing - b.missing || a.suggestion.start - b.suggestion.start)
    .slice(0, request.limit)
    .map(({ suggestion }) => suggestion);
}

function* gridStarts(free: readonly Interval[], lengthMs: number): Generator<number> {
  for (const { start, end } of free) {
    let at = Math.ceil(start / GRID_MS) * GRID_MS;
    for (; at + lengthMs <= end; at += GRID_MS) yield at;
  }
}

function freeTime({ room, taken }: RoomChoice, { from, to }: SuggestionRequest): Interval[] {
  return subtract(openIntervals(room.openingHours, room.zone, { start: from, end: to }), taken);
}

function workingTime({ workingHours, zone }: Invitee, window: Interval): Interval[] {
  return openIntervals(workingHours, zone, window);
}

function optionalMissing(people: readonly Invitee[], slot: Interval): Invitee[] {
  return people.filter(
    (person) =>
      !person.required &&
      (person.busy.some((busy) => overlaps(busy, slot)) ||
        !workingTime(person, slot).some((working) => contains(working, slot))),
  );
}

function reasonsFor(
  { room }: RoomChoice,
  missing: readonly Invitee[],
  { needs, people }: SuggestionRequest,
  first: boolean,
): string[] {
  const reasons = [];
  if (first) reasons.push("the first time when all required can");
  reasons.push(`${room.name} is free and seats ${room.capacity}`);
  if (needs.equipment.length > 0) reasons.push(`it has ${needs.equipment.join(", ")}`);
  const optional = people.some((person) => !person.required);
  if (optional && missing.length === 0) reasons.push("everybody optional can come too");
  if (missing.length > 0) reasons.push(`without ${missing.map(({ name }) => name).join(", ")}`);
  return reasons;
}

function longEnough(intervals: readonly Interval[], request: SuggestionRequest): boolean {
  return !gridStarts(intervals, request.durationMs).next().done;
}

function none(reason: NoSuggestionReason, sentences: readonly string[]): Suggestions {
  return { suggestions: [], whyNone: { reason, sentences } };
}

function sentenceAboutRooms({ rooms, needs }: SuggestionRequest): string {
  const equipped = needs.equipment.length > 0 ? ` with ${needs.equipment.join(", ")}` : "";
  const largest = Math.max(0, ...rooms.map(({ room }) => room.capacity));
  return `No room seats ${needs.capacity}${equipped}; the largest of ${rooms.length} seats ${largest}.`;
}

function sentencesAboutHours(required: readonly Invitee[]): string[] {
  const zones = [...new Set(required.map(({ zone }) => zone))];
  const people = required.map(({ name }) => name).join(", ");
  return [
    `The working hours of ${people} (${zones.join(", ")}) have no long enough time in common.`,
  ];
}

/** Names who stands most in the way: the person without whom there would be a time. */
function sentencesAboutPeople(
  required: readonly Invitee[],
  together: readonly Interval[],
  request: SuggestionRequest,
): string[] {
  const decisive = required.filter((absent) => {
    const others = required.filter((person) => person !== absent);
    const free = others.reduce<Interval[]>(
      (left, person) => subtract(left, person.busy),
      together.slice(),
    );
    return longEnough(free, request);
  });
  const blocking = decisive.length > 0 ? decisive : required;
  return blocking.map((person) => {
    const busy = intersect(together, person.busy).sort((a, b) => durationMs(b) - durationMs(a));
    const longest = busy[0];
    const when = longest ? `, for example ${formatInterval(longest, person.zone)}` : "";
    const alone = decisive.length > 0 ? "Without them there would be a time: " : "";
    return `${alone}${person.name} is busy${when}.`;
  });
}
