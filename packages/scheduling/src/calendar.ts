/**
 * Reading a calendar file (`.ics`), as Google, Outlook and Apple write them.
 *
 * What comes out is plain data with every time still as it was written: an instant, a wall time with
 * its zone, a wall time of wherever the owner is ("floating"), or a whole day. `commitments.ts` turns
 * that into busy time. An event whose times cannot be read makes the whole file unreadable, with the
 * line: it would have to be taken for free otherwise, and the owner can put the file right.
 */

import { type CalendarZone, zoneReader } from "./calendar-zone.ts";
import {
  CalendarProblem,
  type Component,
  type ContentLine,
  findLine,
  findLines,
  type Property,
  readComponents,
  readProperty,
  readText,
  valueAsWritten,
} from "./content-lines.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS, parseDate, parseDateTime } from "./wall-clock.ts";

export const EVENTS_MAX = 10_000;

export type CalendarTime =
  | { readonly kind: "instant"; readonly instant: number }
  | {
      readonly kind: "zoned";
      readonly wall: number;
      readonly tzid: string;
      readonly zone: CalendarZone;
    }
  | { readonly kind: "floating"; readonly wall: number }
  /** A whole local day of the owner; the wall time is its midnight. */
  | { readonly kind: "day"; readonly wall: number };

/** Days of the calendar, which can be 23 or 25 hours long, and then exact time. */
export interface CalendarDuration {
  readonly days: number;
  readonly ms: number;
}

export interface AdditionalDate {
  readonly start: CalendarTime;
  /** Of a period; any other date lasts as long as the event. */
  readonly end?: CalendarTime;
  readonly duration?: CalendarDuration;
}

export interface CalendarEvent {
  readonly uid: string;
  readonly summary: string;
  readonly line: number;
  readonly sequence: number;
  readonly status: "confirmed" | "tentative" | "cancelled";
  /** It does not block time, whatever its status. */
  readonly transparent: boolean;
  readonly start: CalendarTime;
  /** Has either an end or a duration, or neither. */
  readonly end?: CalendarTime;
  readonly duration?: CalendarDuration;
  /** The RRULEs as written: what `recurrence.ts` cannot expand is unknown time. */
  readonly rules: readonly string[];
  readonly additional: readonly AdditionalDate[];
  readonly excluded: readonly CalendarTime[];
  /** Set when this event replaces one occurrence of the series with the same uid. */
  readonly replaces?: CalendarTime;
  /** It replaces that occurrence and all later ones. */
  readonly andFuture: boolean;
  /** Some of its times are in a zone that nobody can name. */
  readonly uncertain: boolean;
}

export interface Calendar {
  readonly name: string;
  readonly events: readonly CalendarEvent[];
}

export type ReadCalendar =
  | { readonly ok: true; readonly calendar: Calendar }
  | { readonly ok: false; readonly problem: string; readonly line?: number };

type ReadZone = (tzid: string) => CalendarZone;

/** Never throws, and its work is bounded by the file's size, which is bounded too. */
export function readCalendar(text: string): ReadCalendar {
  try {
    return { ok: true, calendar: readCalendars(readComponents(text)) };
  } catch (error) {
    if (!(error instanceof CalendarProblem)) throw error;
    const { message: problem, line } = error;
    return line === undefined ? { ok: false, problem } : { ok: false, problem, line };
  }
}

/** A file may hold several calendars, one after the other. */
function readCalendars(components: readonly Component[]): Calendar {
  const calendars = components.filter(({ name }) => name === "VCALENDAR");
  if (calendars.length === 0) throw new CalendarProblem("The file holds no VCALENDAR.", 1);
  const events: CalendarEvent[] = [];
  for (const calendar of calendars) {
    const readZone = zoneReader(calendar.components.filter(({ name }) => name === "VTIMEZONE"));
    for (const component of calendar.components) {
      if (component.name !== "VEVENT") continue;
      if (events.length >= EVENTS_MAX) {
        throw new CalendarProblem(`There are more than ${EVENTS_MAX} events.`, component.line);
      }
      events.push(readEvent(component, readZone));
    }
  }
  return { name: readText(calendars[0]!, "X-WR-CALNAME") ?? "", events };
}

function readEvent(component: Component, readZone: ReadZone): CalendarEvent {
  const start = readTime(component, "DTSTART", readZone);
  if (!start) throw new CalendarProblem("The event has no DTSTART.", component.line);
  const end = readTime(component, "DTEND", readZone);
  if (end && (end.kind === "day") !== (start.kind === "day")) {
    throw new CalendarProblem(
      "DTSTART and DTEND must both be days or both be times.",
      component.line,
    );
  }
  const duration = readDuration(component);
  const replaces = readTime(component, "RECURRENCE-ID", readZone);
  const range = findLine(component, "RECURRENCE-ID");
  const additional = findLines(component, "RDATE").flatMap((line) =>
    readAdditional(line, readZone),
  );
  const times = [start, end, ...additional.flatMap((date) => [date.start, date.end])];
  return {
    uid: readText(component, "UID") ?? `line-${component.line}`,
    summary: readText(component, "SUMMARY") ?? "",
    line: component.line,
    sequence: Number(writtenValue(component, "SEQUENCE")) || 0,
    status: readStatus(component),
    transparent: writtenValue(component, "TRANSP") === "TRANSPARENT",
    start,
    ...(end && { end }),
    ...(duration && { duration }),
    rules: findLines(component, "RRULE").map(valueAsWritten),
    additional,
    excluded: findLines(component, "EXDATE").flatMap((line) => readTimes(line, readZone)),
    ...(replaces && { replaces }),
    andFuture: range !== undefined && readProperty(range).parameters.range === "THISANDFUTURE",
    uncertain: times.some((time) => time?.kind === "zoned" && time.zone.kind === "unknown"),
  };
}

/** Outlook writes a tentative meeting as confirmed, and says so in a property of its own. */
function readStatus(component: Component): CalendarEvent["status"] {
  const status = writtenValue(component, "STATUS");
  if (status === "CANCELLED") return "cancelled";
  const outlook = writtenValue(component, "X-MICROSOFT-CDO-BUSYSTATUS");
  return status === "TENTATIVE" || outlook === "TENTATIVE" ? "tentative" : "confirmed";
}

function writtenValue(component: Component, name: string): string {
  const line = findLine(component, name);
  return line ? valueAsWritten(line).toUpperCase() : "";
}

function readTime(component: Component, name: string, readZone: ReadZone) {
  const line = findLine(component, name);
  return line && readTimes(line, readZone)[0];
}

function readTimes(line: ContentLine, readZone: ReadZone): CalendarTime[] {
  const property = readProperty(line);
  return property.values.map((value) => toTime(value, property, line, readZone));
}

function toTime(
  value: unknown,
  { parameters }: Property,
  { name, line }: ContentLine,
  readZone: ReadZone,
): CalendarTime {
  // A day that lacks its VALUE=DATE, which is often seen, comes as a time without digits.
  const text = String(value).replace(/T::$/, "");
  const day = parseDate(text);
  if (day !== undefined) return { kind: "day", wall: day };
  const wall = parseDateTime(text.replace(/Z$/, ""));
  if (wall === undefined) throw new CalendarProblem(`${name} is not a date or a time.`, line);
  if (text.endsWith("Z")) return { kind: "instant", instant: wall };
  const { tzid } = parameters;
  if (typeof tzid !== "string") return { kind: "floating", wall };
  return { kind: "zoned", wall, tzid, zone: readZone(tzid) };
}

function readAdditional(line: ContentLine, readZone: ReadZone): AdditionalDate[] {
  const property = readProperty(line);
  return property.values.map((value) => {
    if (!Array.isArray(value)) return { start: toTime(value, property, line, readZone) };
    const start = toTime(value[0], property, line, readZone);
    const duration = parseDuration(String(value[1]));
    if (duration) return { start, duration };
    return { start, end: toTime(value[1], property, line, readZone) };
  });
}

function readDuration(component: Component): CalendarDuration | undefined {
  const line = findLine(component, "DURATION");
  if (!line) return undefined;
  const duration = parseDuration(valueAsWritten(line).toUpperCase());
  if (!duration) throw new CalendarProblem("DURATION cannot be read.", line.line);
  return duration;
}

const DURATION =
  /^([+-]?)P(?:(\d{1,5})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,7})H)?(?:(\d{1,8})M)?(?:(\d{1,9})S)?)?$/;

function parseDuration(text: string): CalendarDuration | undefined {
  const match = DURATION.exec(text);
  if (!match || !/\d/.test(text)) return undefined;
  const [weeks, days, hours, minutes, seconds] = match.slice(2).map((part) => Number(part ?? 0));
  const sign = match[1] === "-" ? -1 : 1;
  const ms = hours! * HOUR_MS + minutes! * MINUTE_MS + seconds! * 1_000;
  return { days: sign * (weeks! * 7 + days!), ms: sign * ms };
}

/** How many days an all-day event takes. */
export function wholeDays(event: Pick<CalendarEvent, "start" | "end" | "duration">): number {
  const { start, end, duration } = event;
  if (duration) return duration.days + Math.ceil(duration.ms / DAY_MS);
  if (end?.kind !== "day" || start.kind !== "day") return 1;
  return (end.wall - start.wall) / DAY_MS;
}
