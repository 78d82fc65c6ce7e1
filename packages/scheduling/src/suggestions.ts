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
  | "window-too-short"
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
/** The starts of a working day, so that somebody optional who comes at noon is waited for. */
const CANDIDATES_MIN = 40;

export function suggestTimes(request: SuggestionRequest): Suggestions {
  const window = { start: request.from, end: request.to };
  if (!longEnough([window], request)) return none("window-too-short", [sentenceAboutWindow()]);
  const rooms = roomsThatFit(request);
  if (rooms.length === 0) return none("no-room-fits", [sentenceAboutRooms(request)]);
  const people = request.people.map((person) => ({ ...person, hours: hoursOf(person, window) }));
  const required = people.filter((person) => person.required);

  const together = commonHours(required, window);
  if (!longEnough(together, request)) {
    return none("no-common-working-hours", sentencesAboutHours(required, window, request));
  }
  const everybodyFree = withoutBusy(together, required);
  if (!longEnough(everybodyFree, request)) {
    return none("people-busy", sentencesAboutPeople(required, together, request));
  }
  const optional = people.filter((person) => !person.required);
  const found = rankedStarts(everybodyFree, rooms, optional, request);
  if (found.length > 0) return { suggestions: found };
  return none("rooms-taken", [
    `Everybody could come, but ${rooms.map(({ room }) => room.name).join(", ")} ` +
      `${rooms.length === 1 ? "is" : "are all"} taken or closed at those times.`,
  ]);
}

/** A person, and when they work within the window. */
interface Working extends Invitee {
  readonly hours: readonly Interval[];
}

function hoursOf({ workingHours, zone }: Invitee, window: Interval): Interval[] {
  return openIntervals(workingHours, zone, window);
}

function commonHours(people: readonly Working[], window: Interval): Interval[] {
  return people.reduce<Interval[]>((common, { hours }) => intersect(common, hours), [window]);
}

function withoutBusy(times: readonly Interval[], people: readonly Working[]): Interval[] {
  return subtract(
    times,
    people.flatMap(({ busy }) => busy),
  );
}

function roomsThatFit({ rooms, needs, people }: SuggestionRequest): RoomChoice[] {
  const byId = new Map(rooms.map((choice) => [choice.id, choice]));
  const named = rooms.map(({ id, room }) => ({ id, value: room }));
  const zones = people.filter(({ required }) => required).map(({ zone }) => zone);
  return fittingRooms(named, needs, zones).flatMap(({ id }) => byId.get(id) ?? []);
}

/** The first free starts, at most one a time; times that suit the optional people come first. */
function rankedStarts(
  free: readonly Interval[],
  rooms: readonly RoomChoice[],
  optional: readonly Working[],
  request: SuggestionRequest,
): Suggestion[] {
  const candidates: { suggestion: Suggestion; missing: number }[] = [];
  const roomTimes = rooms.map((choice) => ({ choice, free: freeTime(choice, request) }));
  const optionalTimes = optional.map((person) => ({
    person,
    free: withoutBusy(person.hours, [person]),
  }));
  // Look further than asked for, so that ranking has something to choose from.
  const enough = Math.max(request.limit * 4, CANDIDATES_MIN);
  for (const start of gridStarts(free, request.durationMs)) {
    if (candidates.length >= enough) break;
    const slot = { start, end: start + request.durationMs };
    const fitting = roomTimes.find((each) => isFree(each.free, slot));
    if (!fitting) continue;
    const missing = optionalTimes.filter((each) => !isFree(each.free, slot));
    const absent = missing.map(({ person }) => person);
    const reasons = reasonsFor(fitting.choice, absent, request, candidates.length === 0);
    const suggestion = { ...slot, room: fitting.choice.id, reasons };
    candidates.push({ suggestion, missing: missing.length });
  }
  const ranked = candidates
    .sort((a, b) => a.missing - b.missing || a.suggestion.start - b.suggestion.start)
    .map(({ suggestion }) => suggestion);
  return apart(ranked).slice(0, request.limit);
}

/** A choice is one between times that do not overlap: of those that do, the better one. */
function apart(ranked: readonly Suggestion[]): Suggestion[] {
  const chosen: Suggestion[] = [];
  for (const suggestion of ranked) {
    if (!chosen.some((other) => overlaps(other, suggestion))) chosen.push(suggestion);
  }
  return chosen;
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

function isFree(free: readonly Interval[], slot: Interval): boolean {
  return free.some((interval) => contains(interval, slot));
}

function reasonsFor(
  { room }: RoomChoice,
  missing: readonly Invitee[],
  { needs, people }: SuggestionRequest,
  first: boolean,
): string[] {
  const reasons: string[] = [];
  if (first) reasons.push("the first time when all required can and a room is free");
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

function sentenceAboutWindow(): string {
  return "The meeting is longer than the time in which to look for one.";
}

function sentenceAboutRooms({ rooms, needs }: SuggestionRequest): string {
  const equipped = needs.equipment.length > 0 ? ` with ${needs.equipment.join(", ")}` : "";
  const largest = Math.max(0, ...rooms.map(({ room }) => room.capacity));
  return `No room seats ${needs.capacity}${equipped}; the largest of ${rooms.length} seats ${largest}.`;
}

/** Those without whom there would be a time: each of them alone stands in the way. */
function decisiveAmong(
  required: readonly Working[],
  timesOf: (people: readonly Working[]) => readonly Interval[],
  request: SuggestionRequest,
): Working[] {
  return required.filter((absent) => {
    const others = required.filter((person) => person !== absent);
    return longEnough(timesOf(others), request);
  });
}

function sentencesAboutHours(
  required: readonly Working[],
  window: Interval,
  request: SuggestionRequest,
): string[] {
  const people = required.map(({ name, zone }) => `${name} (${zone})`).join(", ");
  const common = required.length > 1 ? " in common" : "";
  const decisive = decisiveAmong(required, (others) => commonHours(others, window), request);
  return [
    `The working hours of ${people} have no long enough time${common}.`,
    ...(required.length > 1 ? decisive : []).map(
      ({ name }) => `Without ${name} there would be a time.`,
    ),
  ];
}

/** Names who stands most in the way, or else everybody whose time is missing. */
function sentencesAboutPeople(
  required: readonly Working[],
  together: readonly Interval[],
  request: SuggestionRequest,
): string[] {
  const decisive = decisiveAmong(required, (others) => withoutBusy(together, others), request);
  const blocking = decisive.length > 0 ? decisive : required;
  return blocking.flatMap((person) => {
    const busy = intersect(together, person.busy).sort((a, b) => durationMs(b) - durationMs(a));
    const longest = busy[0];
    if (!longest) return [];
    const alone = decisive.length > 0 ? "Without them there would be a time: " : "";
    return `${alone}${person.name} is busy, for example ${formatInterval(longest, person.zone)}.`;
  });
}
