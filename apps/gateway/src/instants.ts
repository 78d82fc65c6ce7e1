/**
 * Times as requests write them: an instant (`2026-11-23T09:00Z`, `…+01:00`) or the local time of a
 * zone (`2026-11-23T10:00`). Out they go as instants in UTC.
 *
 * A local time that clocks skip is refused, never shifted: nobody meets at a time that does not
 * exist.
 */

import { LENGTH_MS_MAX } from "@holdfast/api";
import { formatInstant, HORIZON_DAYS, type Interval, parseWhen } from "@holdfast/scheduling";
import { type FieldError, invalid } from "./problems.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** A start may be so long ago: people book the meeting that begins now. */
const GRACE_MS = MINUTE_MS;

export function toInstantOut(instant: number): string {
  return formatInstant(instant);
}

interface WrittenSpan {
  readonly start: string;
  readonly end: string;
}

interface SpanLimits {
  readonly now: number;
  readonly begun?: boolean;
  readonly lengthMsMax?: number;
}

/**
 * A meeting's or a hold's time: whole minutes, start before end, a day at the most, ahead of now
 * and within the horizon. `begun`: its start stays what it was, and may have passed.
 * @throws Problem `request-invalid`, naming the field
 */
export function readSpan(
  { start, end }: WrittenSpan,
  { zone, ...limits }: { zone: string } & SpanLimits,
): Interval {
  const from = readTime("start", start, zone);
  const to = readTime("end", end, zone);
  const errors = [from, to].filter((read) => typeof read !== "number");
  if (typeof from !== "number" || typeof to !== "number") throw invalid(...errors);
  const problem = spanProblem({ start: from, end: to }, limits);
  if (problem) throw invalid(problem);
  return { start: from, end: to };
}

function spanProblem(
  { start, end }: Interval,
  { now, begun = false, lengthMsMax = LENGTH_MS_MAX }: SpanLimits,
): FieldError | undefined {
  if (start % MINUTE_MS !== 0) return { field: "start", message: "must be a whole minute" };
  if (end % MINUTE_MS !== 0) return { field: "end", message: "must be a whole minute" };
  if (start >= end) return { field: "end", message: "must be later than start" };
  if (end - start > lengthMsMax) {
    return { field: "end", message: `must be at most ${lengthMsMax / HOUR_MS} hours after start` };
  }
  if (!begun && start < now - GRACE_MS) return { field: "start", message: "has passed" };
  if (end > now + HORIZON_DAYS * DAY_MS) {
    return { field: "end", message: `must be within ${HORIZON_DAYS} days` };
  }
  return undefined;
}

interface WrittenWindow {
  readonly from?: string;
  readonly to?: string;
  readonly zone: string;
}

/** From now on, for a week, unless it says otherwise. */
export function readWindow(
  { from, to, zone }: WrittenWindow,
  { now, daysMax, days = 7 }: { now: number; daysMax: number; days?: number },
): Interval {
  const start = from === undefined ? now : readTime("from", inQuery(from), zone);
  if (typeof start !== "number") throw invalid(start);
  const end = to === undefined ? start + days * DAY_MS : readTime("to", inQuery(to), zone);
  if (typeof end !== "number") throw invalid(end);
  if (start >= end) throw invalid({ field: "to", message: "must be later than from" });
  if (end - start > daysMax * DAY_MS) {
    throw invalid({ field: "to", message: `must be at most ${daysMax} days after from` });
  }
  return { start, end };
}

function readTime(field: string, written: string, zone: string): number | FieldError {
  const read = parseWhen(written, zone);
  if (read.ok) return read.instant;
  switch (read.reason) {
    case "gap":
      return { field, message: `${written} does not exist in ${zone}: clocks go forward over it` };
    case "zone-unknown":
      return { field: "zone", message: "must be an IANA time zone, for example Europe/Berlin" };
    case "malformed":
      return { field, message: "must be a time such as 2026-11-23T09:00Z or 2026-11-23T10:00" };
  }
}

/** In a URL a plus sign that nobody escaped arrives as a space; no written time has another. */
export function inQuery(written: string): string {
  return written.replace(/ (?=\d\d:\d\d($|\[))/, "+");
}
