/**
 * What an invitation says, for a person to read: what, when, where, and who (RFC 5545 and 5546).
 *
 * It is read from the mail itself, and not from the meeting as it stands now: that is the point of
 * looking at the mail.
 */

import { DateTime } from "luxon";
import { type ContentLine, readLines, unescapeText } from "./content-lines.ts";

export interface Invitation {
  /** `REQUEST`, `CANCEL` … */
  readonly method: string | undefined;
  readonly uid: string | undefined;
  readonly sequence: number | undefined;
  readonly status: string | undefined;
  readonly summary: string | undefined;
  readonly description: string | undefined;
  readonly location: string | undefined;
  readonly start: WrittenTime | undefined;
  readonly end: WrittenTime | undefined;
  readonly organizer: Participant | undefined;
  readonly attendees: readonly Participant[];
  /** More events than the one that is shown. */
  readonly others: number;
}

/** A moment, as the mail writes it. */
export interface WrittenTime {
  /** Undefined: it names a zone that is not known, or none. Then `written` is all there is. */
  readonly instant: string | undefined;
  readonly zone: string | undefined;
  readonly isWholeDay: boolean;
  readonly written: string;
}

export interface Participant {
  readonly name: string | undefined;
  readonly address: string;
  readonly role: string | undefined;
  readonly answer: string | undefined;
}

/** Undefined: there is no event in it. */
export function readInvitation(calendar: string): Invitation | undefined {
  const lines = readLines(calendar);
  const [event, ...others] = eventsIn(lines);
  if (!event) return undefined;
  const find = (name: string) => event.find((line) => line.name === name);
  const text = (name: string) => textOf(find(name));
  const sequence = Number(find("SEQUENCE")?.value ?? Number.NaN);
  const organizer = find("ORGANIZER");
  return {
    method: lines.find(({ name }) => name === "METHOD")?.value.toUpperCase(),
    uid: text("UID"),
    sequence: Number.isInteger(sequence) ? sequence : undefined,
    status: text("STATUS"),
    summary: text("SUMMARY"),
    description: text("DESCRIPTION"),
    location: text("LOCATION"),
    start: timeOf(find("DTSTART")),
    end: timeOf(find("DTEND")),
    organizer: organizer && participantOf(organizer),
    attendees: event.filter(({ name }) => name === "ATTENDEE").map(participantOf),
    others: others.length,
  };
}

/** The lines of each event, without those of what stands within it (an alarm has a description). */
function eventsIn(lines: readonly ContentLine[]): ContentLine[][] {
  const open: string[] = [];
  const events: ContentLine[][] = [];
  for (const line of lines) {
    const part = line.value.toUpperCase();
    if (line.name === "BEGIN") {
      open.push(part);
      if (part === "VEVENT") events.push([]);
    } else if (line.name === "END") open.pop();
    else if (open.at(-1) === "VEVENT") events.at(-1)?.push(line);
  }
  return events;
}

function textOf(line: ContentLine | undefined): string | undefined {
  const text = line && unescapeText(line.value).trim();
  return text === "" ? undefined : text;
}

function participantOf({ value, parameters }: ContentLine): Participant {
  return {
    name: parameters.get("CN"),
    address: value.replace(/^mailto:/i, ""),
    role: parameters.get("ROLE"),
    answer: parameters.get("PARTSTAT"),
  };
}

const LOCAL = "yyyyMMdd'T'HHmmss";

function timeOf(line: ContentLine | undefined): WrittenTime | undefined {
  if (!line) return undefined;
  const { value: written, parameters } = line;
  const isWholeDay = /^\d{8}$/.test(written);
  const isUtc = written.endsWith("Z");
  const zone = isUtc ? "utc" : parameters.get("TZID");
  const nothing = { instant: undefined, zone, isWholeDay, written };
  if (isWholeDay || zone === undefined) return nothing;
  const local = DateTime.fromFormat(isUtc ? written.slice(0, -1) : written, LOCAL, { zone });
  // Of a time that clocks show twice, the first is meant.
  const instant = local.isValid ? local.getPossibleOffsets()[0]?.toUTC().toISO() : undefined;
  return instant ? { ...nothing, instant } : nothing;
}
