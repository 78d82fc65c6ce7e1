/**
 * A person's commitments from imported calendars, as the agents keep them: one document per person and
 * UTC month, so that holding their time is one or two point reads inside a transaction.
 */

import {
  getDocument,
  putDocument,
  type Reader,
  type TaskRef,
  type Transaction,
} from "@holdfast/shared-state";
import type { Commitment } from "./commitments.ts";
import { type Interval, overlaps } from "./interval.ts";
import { utcDays, utcMonth } from "./time.ts";

export const COMMITMENTS = "commitments";
/** The imported text, by person. */
export const CALENDARS = "calendar";
/** What became of it, by person: see `CalendarStatus`. */
export const CALENDAR_STATUS = "calendar-status";
/** Task of the calendar agent: expand the imported text into months. */
export const READ_CALENDAR = "read-calendar";

/** The task that reads this person's calendar: there is one at a time. */
export function readingTask(person: string): TaskRef {
  return { queue: "calendar-agent", id: `${READ_CALENDAR}/${person}` };
}

export interface ImportedCalendar {
  readonly text: string;
  readonly importedAt: number;
}

export interface CalendarStatus {
  /** Version of the imported calendar's document that was read. */
  readonly importedVersion: number;
  readonly readAt: number;
  /** Commitments are known up to here; beyond, they are not. */
  readonly until: number;
  readonly events: number;
  readonly warnings: readonly string[];
}

export interface CommitmentMonth {
  readonly intervals: readonly Commitment[];
}

/**
 * The commitments of one person that overlap the interval, each once. Further ahead than their
 * calendar has been read they are unknown, which is not free; who has none imported has none.
 */
export function commitmentsDuring(
  reader: Reader,
  person: string,
  interval: Interval,
): readonly Commitment[] {
  const known = utcMonths(interval)
    .flatMap((month, index) =>
      getCommitmentMonth(reader, person, month).intervals.filter(
        ({ start }) => index === 0 || utcMonth(start) === month, // Else an earlier month has it.
      ),
    )
    .filter((commitment) => overlaps(commitment, interval));
  const status = getDocument<CalendarStatus>(reader, CALENDAR_STATUS, person)?.value;
  if (!status || interval.end <= status.until) return known;
  const start = Math.max(interval.start, status.until);
  return [...known, { start, end: interval.end, status: "unknown", summary: "", uid: "" }];
}

/** Every UTC month that the interval touches, in order. */
export function utcMonths(interval: Interval): string[] {
  return [...new Set(utcDays(interval).map((day) => day.slice(0, 7)))];
}

export function commitmentMonthId(person: string, month: string): string {
  return `${person}/${month}`;
}

export function putCommitmentMonth(
  tx: Transaction,
  person: string,
  month: string,
  intervals: readonly Commitment[],
): void {
  const value: CommitmentMonth = { intervals };
  putDocument(tx, COMMITMENTS, commitmentMonthId(person, month), value);
}

function getCommitmentMonth(reader: Reader, person: string, month: string): CommitmentMonth {
  const id = commitmentMonthId(person, month);
  return getDocument<CommitmentMonth>(reader, COMMITMENTS, id)?.value ?? { intervals: [] };
}
