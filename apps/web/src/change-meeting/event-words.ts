/** What an event of a meeting says, in sentences. */

import type { MeetingEvent } from "@holdfast/api";
import { type Names, personName, roomName } from "../directory/names.ts";
import { dayName, timeSpan } from "../time/format.ts";

const TITLES: Readonly<Record<string, string>> = {
  booked: "Booked",
  edited: "Edited",
  moved: "Moved",
  cancelled: "Cancelled",
};

export function eventTitle(type: string): string {
  return TITLES[type] ?? type;
}

/**
 * Each fact that it carries: what it is, and what it became. The organizer, whom not every event names,
 * is required as well, and told apart from those.
 */
export function eventFacts(
  { data }: Pick<MeetingEvent, "data">,
  names: Names,
  zone: string,
  theOrganizer: string,
): { readonly name: string; readonly value: string }[] {
  const facts: { name: string; value: string }[] = [];
  const { title, description, room, start, end, required, optional, reason, organizer } = data;
  if (typeof title === "string") facts.push({ name: "Title", value: title });
  if (typeof start === "string" && typeof end === "string") {
    const value = `${dayName(start, zone)}, ${timeSpan(start, end, zone)} (${zone})`;
    facts.push({ name: "Time", value });
  }
  if (typeof room === "string") facts.push({ name: "Room", value: roomName(names, room) });
  if (typeof organizer === "string") {
    facts.push({ name: "Organizer", value: personName(names, organizer) });
  }
  const listed = { Required: required, Optional: optional };
  for (const [name, ids] of Object.entries(listed)) {
    if (!Array.isArray(ids) || ids.length === 0) continue;
    const others = ids.filter((id) => id !== theOrganizer);
    const value = others.map((id) => personName(names, String(id))).join(", ");
    // That nobody else is left is news, unless the meeting began so.
    if (value !== "" || organizer === undefined)
      facts.push({ name, value: value || "nobody else" });
  }
  for (const [name, text] of Object.entries({ Description: description, Reason: reason })) {
    if (typeof text === "string" && text !== "") facts.push({ name, value: text });
  }
  return facts;
}
