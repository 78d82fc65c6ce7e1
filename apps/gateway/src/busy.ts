/**
 * When a person cannot: meetings and holds from their diary, commitments from their own calendar,
 * all at one revision. Others see that they are busy; what their calendar calls it is for them
 * alone.
 */

import {
  CALENDAR_STATUS,
  type CalendarStatus,
  COMMITMENTS,
  type CommitmentMonth,
  commitmentMonthId,
  type Interval,
  overlaps,
  personResource,
  utcDays,
} from "@holdfast/scheduling";
import { readDiary, type Snapshot } from "@holdfast/shared-state";
import { z } from "zod";
import { instantOut, toInstantOut } from "./instants.ts";
import { readDocument } from "./stored-documents.ts";

export const busyOut = z.object({
  from: instantOut,
  to: instantOut,
  /** Beyond, the person's own calendar has not been read. Absent: they have imported none. */
  calendarKnownUntil: instantOut.optional(),
  intervals: z.array(
    z.object({
      start: instantOut,
      end: instantOut,
      why: z.enum(["meeting", "held", "busy", "tentative", "unknown"]),
      meeting: z.string().optional(),
      heldBy: z.string().optional(),
      summary: z.string().optional(),
    }),
  ),
});

export type BusyInterval = Interval & {
  readonly why: "meeting" | "held" | "busy" | "tentative" | "unknown";
  readonly meeting?: string;
  readonly heldBy?: string;
  readonly summary?: string;
};

/** Everything that stands in the way, by start. */
export async function readBusy(
  snapshot: Snapshot,
  person: string,
  window: Interval,
): Promise<BusyInterval[]> {
  const diary = await readDiary(snapshot, { resource: personResource(person), ...window });
  const inDiary = diary.map(({ start, end, ...entry }): BusyInterval => {
    if ("booking" in entry) return { start, end, why: "meeting", meeting: entry.booking };
    return { start, end, why: "held", heldBy: entry.by };
  });
  const commitments = await readCommitments(snapshot, person, window);
  return [...inDiary, ...commitments].sort((a, b) => a.start - b.start || a.end - b.end);
}

export async function readBusyOut(
  snapshot: Snapshot,
  person: string,
  window: Interval,
  { withSummaries }: { withSummaries: boolean },
): Promise<z.infer<typeof busyOut>> {
  const intervals = await readBusy(snapshot, person, window);
  const status = await readDocument<CalendarStatus>(snapshot, CALENDAR_STATUS, person);
  return {
    from: toInstantOut(window.start),
    to: toInstantOut(window.end),
    ...(status && { calendarKnownUntil: toInstantOut(status.value.until) }),
    intervals: intervals.map(({ start, end, summary, ...rest }) => ({
      start: toInstantOut(start),
      end: toInstantOut(end),
      ...rest,
      ...(withSummaries && summary && { summary }),
    })),
  };
}

/**
 * An event across the end of a month stands in both months' documents. Beyond what has been read of
 * the person's calendar, they count as busy: unknown is never free.
 */
async function readCommitments(
  snapshot: Snapshot,
  person: string,
  window: Interval,
): Promise<BusyInterval[]> {
  const months = [...new Set(utcDays(window).map((day) => day.slice(0, 7)))];
  const documents = await Promise.all(
    months.map((month) =>
      readDocument<CommitmentMonth>(snapshot, COMMITMENTS, commitmentMonthId(person, month)),
    ),
  );
  const found = new Map<string, BusyInterval>();
  for (const commitment of documents.flatMap((each) => each?.value.intervals ?? [])) {
    if (!overlaps(commitment, window)) continue;
    const { start, end, status, summary, uid } = commitment;
    found.set(`${uid} ${start} ${end}`, { start, end, why: status, summary });
  }
  const status = await readDocument<CalendarStatus>(snapshot, CALENDAR_STATUS, person);
  if (!status || window.end <= status.value.until) return [...found.values()];
  const start = Math.max(window.start, status.value.until);
  return [...found.values(), { start, end: window.end, why: "unknown" }];
}
