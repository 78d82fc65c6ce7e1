/**
 * The invitation to a meeting, as an iCalendar object that mail programs understand (RFC 5545, and
 * RFC 5546 for REQUEST and CANCEL).
 *
 * A meeting keeps one UID for life, and its SEQUENCE says which revision of it an invitation speaks of.
 * ical.js folds and escapes. What it does not escape is refused or made harmless before: addresses by
 * their schema, control characters in texts by removal, so that no name can add a property.
 */

import ICAL from "ical.js";
import { tzlib_get_ical_block, tzlib_get_timezones } from "timezones-ical-library";
import { z } from "zod";
import { type CalendarZone, readDescribedZone, resolveIn } from "./calendar-zone.ts";
import { readComponents } from "./content-lines.ts";
import { instantToLocal, isZone } from "./time.ts";
import { parseDateTime } from "./wall-clock.ts";

/** Octets of a folded line, less the space with which the next one begins (RFC 5545, 3.1). */
ICAL.foldLength = 74;

/** An address that needs no quoting in a mail, a URL or an invitation. */
export const emailAddress = z.email().max(254);

const participant = z.object({ name: z.string().min(1).max(200), email: emailAddress });

const ROLES = {
  required: "REQ-PARTICIPANT",
  optional: "OPT-PARTICIPANT",
  chair: "CHAIR",
} as const;

const attendee = participant.extend({ role: z.enum(["required", "optional", "chair"]) });

export const invitationInput = z
  .object({
    method: z.enum(["REQUEST", "CANCEL"]),
    /** The same for the whole life of the meeting. */
    uid: z.string().regex(/^[\x21-\x7e]{1,200}$/, "must be printable ASCII without spaces"),
    /** Rises with each change that matters to the attendees. */
    sequence: z.int().min(0).max(2_147_483_647),
    start: z.int(),
    end: z.int(),
    /** In which the meeting was arranged: where its local time stays what it is. */
    zone: z.string().refine(isZone, { message: "must be an IANA time zone" }),
    title: z.string().min(1).max(500),
    description: z.string().max(20_000).optional(),
    comment: z.string().max(20_000).optional(),
    location: z.string().max(500),
    organizer: participant,
    attendees: z.array(attendee).max(500),
    /** The instant at which this revision of the invitation was made. */
    dtstamp: z.int(),
  })
  .refine(({ start, end }) => start < end, { message: "must start before it ends" });

export type InvitationInput = z.input<typeof invitationInput>;

/** A jCal property: name, parameters, type, value (RFC 7265). */
type JCalProperty = [string, Record<string, string>, string, string | number];

/** The text of an `.ics` file, with CRLF. @throws ZodError */
export function invitation(input: InvitationInput): string {
  const meeting = invitationInput.parse(input);
  const { method, zone } = meeting;
  const described = describeZone(zone, [meeting.start, meeting.end]);
  const properties: JCalProperty[] = [
    ["version", {}, "text", "2.0"],
    ["prodid", {}, "text", "-//Holdfast//Meetings//EN"],
    ["calscale", {}, "text", "GREGORIAN"],
    ["method", {}, "text", method],
  ];
  const times = described ? zonedTimes(meeting, described.tzid) : utcTimes(meeting);
  const event = ["vevent", [...eventProperties(meeting), ...times, ...people(meeting)], []];
  const zones = described ? [described.component] : [];
  return ICAL.stringify(["vcalendar", properties, [...zones, event]]);
}

function eventProperties(meeting: z.output<typeof invitationInput>): JCalProperty[] {
  const { method, uid, sequence, title, description, comment, location, dtstamp } = meeting;
  const properties: JCalProperty[] = [
    ["uid", {}, "text", uid],
    ["dtstamp", {}, "date-time", utcTime(dtstamp)],
    ["sequence", {}, "integer", sequence],
    ["status", {}, "text", method === "CANCEL" ? "CANCELLED" : "CONFIRMED"],
    ["transp", {}, "text", "OPAQUE"],
    ["summary", {}, "text", oneLine(title)],
    ["location", {}, "text", oneLine(location)],
  ];
  if (description) properties.push(["description", {}, "text", harmless(description)]);
  if (comment) properties.push(["comment", {}, "text", harmless(comment)]);
  return properties;
}

function people({ method, organizer, attendees }: InvitationInput): JCalProperty[] {
  const replying: Record<string, string> =
    method === "REQUEST" ? { partstat: "NEEDS-ACTION", rsvp: "TRUE" } : {};
  return [
    ["organizer", { cn: commonName(organizer) }, "cal-address", `mailto:${organizer.email}`],
    ...attendees.map((each): JCalProperty => {
      const parameters = { cn: commonName(each), cutype: "INDIVIDUAL", role: ROLES[each.role] };
      return ["attendee", { ...parameters, ...replying }, "cal-address", `mailto:${each.email}`];
    }),
  ];
}

function commonName({ name, email }: { name: string; email: string }): string {
  return oneLine(name) || email;
}

function utcTimes({ start, end }: InvitationInput): JCalProperty[] {
  return [
    ["dtstart", {}, "date-time", utcTime(start)],
    ["dtend", {}, "date-time", utcTime(end)],
  ];
}

function zonedTimes({ start, end, zone }: InvitationInput, tzid: string): JCalProperty[] {
  const local = (instant: number) => instantToLocal(instant, zone).padEnd(19, ":00");
  return [
    ["dtstart", { tzid }, "date-time", local(start)],
    ["dtend", { tzid }, "date-time", local(end)],
  ];
}

interface Description {
  readonly tzid: string;
  /** The VTIMEZONE, as jCal. */
  readonly component: unknown;
  /** What a reader makes of it. */
  readonly read: CalendarZone;
}

/** At most one for each zone there is. */
const descriptions = new Map<string, Description | undefined>();

/**
 * The zone's VTIMEZONE, if every one of these instants can be told through it. Undefined when it
 * can't: the second time round of a fold, or a zone whose rules the description simplifies. Then the
 * invitation says its times in UTC, which is always right.
 */
function describeZone(zone: string, instants: readonly number[]): Description | undefined {
  if (!descriptions.has(zone)) descriptions.set(zone, lookUpDescription(zone));
  const description = descriptions.get(zone);
  if (description?.read.kind !== "custom") return undefined;
  const { read } = description;
  const faithful = instants.every((instant) => {
    const resolved = resolveIn(parseDateTime(instantToLocal(instant, zone))!, read);
    return resolved.ok && resolved.instant === instant;
  });
  return faithful ? description : undefined;
}

function lookUpDescription(zone: string): Description | undefined {
  // Asked for any other, the library writes to stderr.
  if (zone === "UTC" || !tzlib_get_timezones().includes(zone)) return undefined;
  const [block] = tzlib_get_ical_block(zone);
  const tzid = block && /^TZID:(.*)$/m.exec(block)?.[1]?.trim();
  if (!block || !tzid) return undefined;
  const read = readDescribedZone(readComponents(block)[0]!);
  return { tzid, component: ICAL.parse(block), read };
}

function utcTime(instant: number): string {
  return `${new Date(instant).toISOString().slice(0, 19)}Z`;
}

/** Line breaks as one character, no other control characters, no halves of characters. */
function harmless(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n|[\r\u0085\u2028\u2029]/g, "\n")
    .replace(/(?![\n\t])\p{Cc}/gu, "");
}

function oneLine(text: string): string {
  return harmless(text).replace(/\s+/g, " ").trim();
}
