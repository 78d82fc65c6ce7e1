/** Before the story: the company, its calendars, and the processes that will act. */

import type { ImportedCalendar } from "@holdfast/api";
import {
  formatInterval,
  instantToLocal,
  localToInstant,
  offsetMs,
  startOfDay,
} from "@holdfast/scheduling";
import { getBusy, listPeople, listRooms, spanOf } from "../../api.ts";
import { agentLines } from "../../commands/agents.ts";
import { CALENDARS } from "../company.ts";
import { addDays } from "../dates.ts";
import { BUSY_ATTENDEE } from "../plan.ts";
import type { Telling } from "../telling.ts";

const DAY_MS = 86_400_000;

export async function opening(telling: Telling, now: number): Promise<void> {
  const { narrator, gateway, week, cast } = telling;
  narrator.heading("The company");
  const [people, rooms] = await Promise.all([listPeople(gateway), listRooms(gateway)]);
  const zones = [...new Set(people.map(({ zone }) => zone))];
  narrator.say(`${people.length} people in ${zones.join(", ")}; ${rooms.length} rooms.`);
  await tellCalendars(telling);
  await tellClockChange(telling, now);
  narrator.heading("The processes");
  narrator.lines(agentLines(await cast.look(), narrator.colours));
  const later =
    week.weeksLater === 0
      ? "next week"
      : `${week.weeksLater} week${week.weeksLater === 1 ? "" : "s"} after the next: the weeks ` +
        "before it hold what earlier tellings booked";
  narrator.heading("The week");
  narrator.say(`It all happens in the week of Monday ${week.monday}, ${later}.`);
}

async function tellCalendars({ gateway, narrator }: Telling): Promise<void> {
  for (const { person, dialect } of CALENDARS) {
    const { body } = await gateway.ask<ImportedCalendar>(`/api/people/${person}/calendar`);
    const { events = 0, warnings = [] } = body.reading ?? {};
    const doubts = warnings.length > 0 ? `, ${warnings.length} warnings` : "";
    narrator.say(`${person}: calendar from ${dialect}, ${events} events${doubts}`);
  }
}

/** A series keeps its local time; in UTC it moves with the clocks. Shown on the state itself. */
async function tellClockChange({ gateway, narrator }: Telling, now: number): Promise<void> {
  const { zone, busy } = BUSY_ATTENDEE;
  const changeDay = nextClockChange(now, zone);
  if (changeDay === undefined) return;
  const shown: string[] = [];
  // Clocks change on a Sunday; the Fridays and Mondays around it are working days.
  for (const date of [addDays(changeDay, -2), addDays(changeDay, 1)]) {
    const during = { start: startOfDay(date, zone), end: startOfDay(addDays(date, 1), zone) };
    const [first] = await getBusy(gateway, busy, during);
    if (!first) return;
    const span = spanOf(first);
    shown.push(
      `${formatInterval(span, zone)} = ${instantToLocal(span.start, "UTC").slice(11)} UTC`,
    );
  }
  narrator.say(`Across the change of clocks on ${changeDay}, ${busy}'s day begins with:`);
  for (const line of shown) narrator.say(`  ${line}`);
}

/** The next local day on which the offset changes; undefined in a zone that has no such day. */
export function nextClockChange(now: number, zone: string): string | undefined {
  const today = instantToLocal(now, zone).slice(0, 10);
  for (let days = 1; days < 340; days += 1) {
    const date = addDays(today, days);
    const noon = localToInstant(`${date}T12:00`, zone);
    if (noon.ok && offsetMs(noon.instant, zone) !== offsetMs(noon.instant - DAY_MS, zone))
      return date;
  }
  return undefined;
}
