/**
 * When a person cannot: meetings and holds from their diary, commitments from their own calendar,
 * all at one revision. Others see that they are busy; what their calendar calls it is for them
 * alone.
 */

import type { busyOut } from "@holdfast/api";
import {
  CALENDAR_STATUS,
  type CalendarStatus,
  COMMITMENTS,
  type CommitmentMonth,
  commitmentMonthId,
  type Interval,
  overlaps,
  personResource,
  utcMonths,
} from "@holdfast/scheduling";
import { readDiary, readDocument, type Snapshot } from "@holdfast/shared-state";
import type { z } from "zod";
import { toInstantOut } from "./instants.ts";

export type BusyInterval = Interval & {
  readonly why: "meeting" | "held" | "busy" | "tentative" | "unknown";
  readonly meeting?: string;
  readonly heldBy?: string;
  readonly summary?: string;
};

export interface Busy {
  /** Everything that stands in the way, by start. */
  readonly intervals: readonly BusyInterval[];
  /** How far the person's own calendar has been read. Absent: they have imported none. */
  readonly calendarKnownUntil?: number;
}

export async function readBusy(
  snapshot: Snapshot,
  person: string,
  window: Interval,
): Promise<Busy> {
  const diary = await readDiary(snapshot, { resource: personResource(person), ...window });
  const inDiary = diary.map(({ start, end, ...entry }): BusyInterval => {
    if ("booking" in entry) return { start, end, why: "meeting", meeting: entry.booking };
    return { start, end, why: "held", heldBy: entry.by };
  });
  const commitments = await readCommitments(snapshot, person, window);
  const status = await readDocument<CalendarStatus>(snapshot, CALENDAR_STATUS, person);
  const known = status && { calendarKnownUntil: status.value.until };
  const unknown = beyond(known?.calendarKnownUntil, window);
  const all = [...inDiary, ...commitments, ...unknown];
  return { intervals: all.sort((a, b) => a.start - b.start || a.end - b.end), ...known };
}

export async function readBusyOut(
  snapshot: Snapshot,
  person: string,
  window: Interval,
  { withSummaries }: { withSummaries: boolean },
): Promise<z.infer<typeof busyOut>> {
  const { intervals, calendarKnownUntil } = await readBusy(snapshot, person, window);
  return {
    from: toInstantOut(window.start),
    to: toInstantOut(window.end),
    ...(calendarKnownUntil !== undefined && {
      calendarKnownUntil: toInstantOut(calendarKnownUntil),
    }),
    intervals: intervals.map(({ start, end, summary, ...rest }) => ({
      start: toInstantOut(start),
      end: toInstantOut(end),
      ...rest,
      ...(withSummaries && summary && { summary }),
    })),
  };
}

/** An event across the end of a month stands in both months' documents. */
async function readCommitments(
  snapshot: Snapshot,
  person: string,
  window: Interval,
): Promise<BusyInterval[]> {
  const documents = await Promise.all(
    utcMonths(window).map((month) =>
      readDocument<CommitmentMonth>(snapshot, COMMITMENTS, commitmentMonthId(person, month)),
    ),
  );
  const found = new Map<string, BusyInterval>();
  for (const commitment of documents.flatMap((each) => each?.value.intervals ?? [])) {
    if (!overlaps(commitment, window)) continue;
    const { start, end, status, summary, uid } = commitment;
    found.set(`${uid} ${start} ${end}`, { start, end, why: status, summary });
  }
  return [...found.values()];
}

/** Beyond what has been read of a person's calendar, they count as busy: unknown is never free. */
function beyond(knownUntil: number | undefined, window: Interval): BusyInterval[] {
  if (knownUntil === undefined || window.end <= knownUntil) return [];
  return [{ start: Math.max(window.start, knownUntil), end: window.end, why: "unknown" }];
}
