/**
 * Requests for suggestions, for tests: an hour on a Monday for ada in one small room, unless they say
 * otherwise.
 */

import type { Interval } from "../interval.ts";
import { everyWorkday, weeklyHours } from "../opening-hours.ts";
import type { Room } from "../room.ts";
import {
  type Invitee,
  type RoomChoice,
  type SuggestionRequest,
  suggestTimes,
} from "../suggestions.ts";
import { DAY_MS, HOUR_MS } from "../wall-clock.ts";

export const BERLIN = "Europe/Berlin";
/** A Monday, 00:00 UTC, in winter. */
export const MONDAY = utc("2026-11-23T00:00Z");
export const NINE_TO_FIVE = everyWorkday(["09:00", "17:00"]);
export const ALWAYS = weeklyHours.parse(
  Object.fromEntries(["mon", "tue", "wed", "thu", "fri", "sat", "sun"].map(allDay)),
);

export function suggest(changes: Partial<SuggestionRequest>) {
  return suggestTimes({
    ...{ durationMs: HOUR_MS, from: MONDAY, to: MONDAY + DAY_MS, limit: 5 },
    ...{ people: [invitee("ada")], rooms: [choice("small")] },
    needs: { capacity: 1, equipment: [] },
    ...changes,
  });
}

/** As `09:00`, in UTC. */
export function starts(changes: Partial<SuggestionRequest>): string[] {
  const { suggestions } = suggest(changes);
  return suggestions.map(({ start }) => new Date(start).toISOString().slice(11, 16));
}

export function invitee(name: string, changes: Partial<Invitee> = {}): Invitee {
  return {
    ...{ id: name, name, required: true, zone: BERLIN, workingHours: NINE_TO_FIVE, busy: [] },
    ...changes,
  };
}

export function choice(
  id: string,
  { taken = [], ...changes }: Partial<Room> & { taken?: readonly Interval[] } = {},
): RoomChoice {
  const room: Room = {
    ...{ name: id, capacity: 8, equipment: [], zone: BERLIN, openingHours: ALWAYS },
    ...changes,
  };
  return { id, room, taken };
}

/** On that Monday, in UTC. */
export function span(from: string, to: string): Interval {
  return { start: utc(`2026-11-23T${from}Z`), end: utc(`2026-11-23T${to}Z`) };
}

export function utc(text: string): number {
  return Date.parse(text);
}

function allDay(day: string): [string, [string, string][]] {
  return [day, [["00:00", "24:00"]]];
}
