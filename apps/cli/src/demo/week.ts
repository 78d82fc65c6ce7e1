/**
 * Which week the story is told in: the first, from next Monday on, in which everything that it needs
 * is free. So it can be told again on the same state; each telling uses up a week.
 */

import { type Interval, instantToLocal, overlaps } from "@holdfast/scheduling";
import { addDays } from "./dates.ts";
import { type PlannedMeeting, slotIn } from "./plan.ts";

export interface Week {
  /** `2026-11-23` */
  readonly monday: string;
  /** How many weeks after the next Monday that is. */
  readonly weeksLater: number;
}

/** When a room (`room/…`) or a person (`person/…`) is taken. */
export type TakenDuring = (resource: string, during: Interval) => Promise<readonly Interval[]>;

/** Meetings may be booked a year ahead; the last weeks are left alone. */
export const WEEKS_MAX = 48;
/** Diaries are read for so many weeks at a time; the gateway gives two months at the most. */
const WEEKS_AT_ONCE = 8;

const DAY_MS = 86_400_000;

/** The Monday after today, in the zone; on a Monday, that is a week from now. */
export function nextMonday(now: number, zone: string): string {
  const today = instantToLocal(now, zone).slice(0, 10);
  const sinceMonday = (new Date(`${today}T00:00Z`).getUTCDay() + 6) % 7;
  return addDays(today, 7 - sinceMonday);
}

/** Undefined: no week is free; start with a new state. */
export async function firstFreeWeek(
  plan: readonly PlannedMeeting[],
  monday: string,
  takenDuring: TakenDuring,
): Promise<Week | undefined> {
  for (let first = 0; first < WEEKS_MAX; first += WEEKS_AT_ONCE) {
    const during = wholeWeeks(addDays(monday, first * 7), WEEKS_AT_ONCE);
    const resources = [...new Set(plan.flatMap(resourcesOf))];
    const taken = new Map(
      await Promise.all(
        resources.map(async (each) => [each, await takenDuring(each, during)] as const),
      ),
    );
    for (let weeksLater = first; weeksLater < first + WEEKS_AT_ONCE; weeksLater += 1) {
      const week = { monday: addDays(monday, weeksLater * 7), weeksLater };
      if (isFree(plan, week.monday, taken)) return week;
    }
  }
  return undefined;
}

function isFree(
  plan: readonly PlannedMeeting[],
  monday: string,
  taken: ReadonlyMap<string, readonly Interval[]>,
): boolean {
  return plan.every((meeting) => {
    const slot = slotIn(monday, meeting);
    const inTheWay = resourcesOf(meeting).flatMap((resource) => taken.get(resource) ?? []);
    return !inTheWay.some((each) => overlaps(each, slot));
  });
}

function resourcesOf({ room, people }: PlannedMeeting): string[] {
  return [`room/${room}`, ...people.map((id) => `person/${id}`)];
}

/** Wide enough for every zone. */
function wholeWeeks(monday: string, weeks: number): Interval {
  const start = Date.parse(`${monday}T00:00Z`);
  return { start: start - DAY_MS, end: start + (weeks * 7 + 1) * DAY_MS };
}
