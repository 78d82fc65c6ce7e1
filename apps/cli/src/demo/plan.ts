/**
 * What each act needs, as days and times of a week: the slots that must be free before it, and the
 * one time at which somebody must be busy. Which week it is, is found when the story is told.
 */

import { type Interval, localToInstant, WEEKDAYS, type Weekday } from "@holdfast/scheduling";
import { addDays } from "./dates.ts";

/** A slot of whatever week the story is told in. */
export interface PlannedSlot {
  readonly weekday: Weekday;
  /** Local to the zone. */
  readonly time: string;
  readonly minutes: number;
  readonly zone: string;
}

/** A slot, the room that it is for, and the people who must be free. */
export interface PlannedMeeting extends PlannedSlot {
  readonly room: string;
  readonly people: readonly string[];
}

const BERLIN = "Europe/Berlin";
const NEW_YORK = "America/New_York";
const TOKYO = "Asia/Tokyo";

/** When Berlin and New York both work and neither Ada nor Grace has anything else. */
export const FIRST_MEETING: PlannedMeeting = {
  ...{ weekday: "mon", time: "16:00", minutes: 60, zone: BERLIN },
  ...{ room: "alan-turing", people: ["ada", "grace"] },
};

export const RACE: PlannedMeeting = {
  ...{ weekday: "tue", time: "15:00", minutes: 30, zone: BERLIN },
  ...{ room: "alan-turing", people: ["jonas", "nora"] },
};

export const LAPSING_HOLD: PlannedMeeting = {
  ...{ weekday: "wed", time: "10:00", minutes: 60, zone: BERLIN },
  ...{ room: "ada-lovelace", people: ["jonas", "lena"] },
};

/** Grace's customer hour, which only her imported calendar knows of. */
export const BUSY_ATTENDEE: PlannedMeeting & { readonly busy: string } = {
  ...{ weekday: "wed", time: "09:15", minutes: 30, zone: NEW_YORK },
  ...{ room: "grace-hopper", people: ["marcus"], busy: "grace" },
};

/** Twelve bookings of three offices, all sent at once, with a kill in the middle. */
export const KILL: readonly PlannedMeeting[] = [
  ...halfHours("alan-turing", ["lena", "jonas"], "09:00", BERLIN),
  ...halfHours("katherine-johnson", ["marcus", "nora"], "10:00", NEW_YORK),
  ...halfHours("eiichi-goto", ["yui", "kenji"], "14:00", TOKYO),
];

export const FIFTY: PlannedMeeting = {
  ...{ weekday: "fri", time: "15:00", minutes: 30, zone: BERLIN },
  ...{ room: "konrad-zuse", people: ["jonas", "lena", "marcus", "nora"] },
};

export const PLAN: readonly PlannedMeeting[] = [
  FIRST_MEETING,
  RACE,
  LAPSING_HOLD,
  BUSY_ATTENDEE,
  ...KILL,
  FIFTY,
];

/** @param monday the first day of the week, such as `2026-11-23` */
export function slotIn(monday: string, { weekday, time, minutes, zone }: PlannedSlot): Interval {
  const date = addDays(monday, WEEKDAYS.indexOf(weekday));
  const start = localToInstant(`${date}T${time}`, zone);
  if (!start.ok) throw new Error(`There is no ${time} on ${date} in ${zone}: ${start.reason}.`);
  return { start: start.instant, end: start.instant + minutes * 60_000 };
}

function halfHours(room: string, people: string[], first: string, zone: string): PlannedMeeting[] {
  const hour = Number(first.slice(0, 2));
  const times = [0, 1].flatMap((later) => [`${hour + later}:00`, `${hour + later}:30`]);
  return times.map((time) => ({
    ...{ weekday: "thu", time: time.padStart(5, "0"), minutes: 30, zone },
    ...{ room, people },
  }));
}
