/** What kind of meeting is looked for. It stands in the address, so that it can be sent to others. */

import { DateTime } from "luxon";

export interface Wishes {
  readonly required: readonly string[];
  readonly optional: readonly string[];
  readonly minutes: number;
  /** Local time of the zone, as `2026-11-23T09:00`; undefined: now. */
  readonly from: string | undefined;
  readonly zone: string;
  readonly capacity: number | undefined;
  readonly equipment: readonly string[];
}

export const LENGTHS = [15, 30, 45, 60, 90, 120, 180, 240] as const;
const MINUTES = 30;
const MINUTES_MAX = 24 * 60;

export function readWishes(query: URLSearchParams, zone: string): Wishes {
  const required = listed(query.get("required"));
  const asked = query.get("zone") ?? zone;
  const from = query.get("from") ?? "";
  return {
    required,
    optional: listed(query.get("optional")).filter((each) => !required.includes(each)),
    minutes: whole(query.get("minutes"), MINUTES_MAX) ?? MINUTES,
    from: DateTime.fromISO(from).isValid ? from : undefined,
    zone: DateTime.local().setZone(asked).isValid ? asked : zone,
    capacity: whole(query.get("capacity"), 10_000),
    equipment: listed(query.get("equipment")),
  };
}

/** What the address says of them; undefined: nothing, since it is so anyway. */
export function wishesToQuery(
  wishes: Partial<Wishes>,
  zone: string,
): Record<string, string | undefined> {
  const query: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(wishes)) {
    const text = Array.isArray(value) ? value.join(",") : String(value ?? "");
    const isUsual = text === "" || (name === "zone" && text === zone);
    query[name] = isUsual || (name === "minutes" && value === MINUTES) ? undefined : text;
  }
  return query;
}

/** Nobody is named, and nothing is asked of the room: any room at any time would do. */
export function asksForNothing({ required, optional, capacity, equipment }: Wishes): boolean {
  const asked = required.length + optional.length + equipment.length;
  return asked === 0 && capacity === undefined;
}

/** As `/api/suggestions` takes it. */
export function suggestionQuery(wishes: Wishes, limit: number) {
  const { required, optional, minutes, from, zone, capacity, equipment } = wishes;
  return {
    ...{ durationMinutes: minutes, limit, zone, capacity, from },
    ...(required.length > 0 && { people: required }),
    ...(optional.length > 0 && { optional }),
    ...(equipment.length > 0 && { equipment }),
  };
}

/** The first moment that comes into question. */
export function firstMoment({ from, zone }: Wishes, now: number): number {
  const asked = from === undefined ? now : DateTime.fromISO(from, { zone }).toMillis();
  return Math.max(asked, now);
}

function listed(text: string | null): string[] {
  const all = (text ?? "").split(",").map((each) => each.trim());
  return [...new Set(all.filter((each) => each !== ""))];
}

function whole(text: string | null, max: number): number | undefined {
  const number = Number(text);
  return Number.isInteger(number) && number >= 1 && number <= max ? number : undefined;
}
