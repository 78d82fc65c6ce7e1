/**
 * Projection `statistics`: how much rooms are used, what became of holds, and what bookings failed at.
 * All by UTC day.
 *
 *     ["booked", day, room]            → milliseconds          from the meetings' events
 *     ["meetings", day, event type]    → how many              from the meetings' events
 *     ["sagas", day, saga, ending]     → how many              from the sagas' records
 *     ["holds", day]                   → placed, lapsed, …     as seen to happen
 *
 * The first three are rebuilt from what is kept for good. Of a hold nothing is kept when it has ended:
 * what became of it only the feed tells, and the counts are carried from one build to the next. They
 * begin with the projection's first run, and lack what was trimmed before anybody had seen it.
 */

import {
  defineProjection,
  type Hold,
  hasEnded,
  keyspace,
  type ProjectionReader,
  type ProjectionView,
  type Saga,
  type SourceChange,
} from "@holdfast/shared-state";
import { clip, durationMs, type Interval } from "./interval.ts";
import { type KeptMeeting, MEETING_EVENTS, meetingChange } from "./meeting-changes.ts";
import { utcDay, utcDays } from "./time.ts";
import { DAY_MS } from "./wall-clock.ts";

export interface HoldCounts {
  readonly placed: number;
  /** The lease ended before anybody confirmed or released it. */
  readonly lapsed: number;
  /** Confirmed, or released. */
  readonly ended: number;
}

export interface Statistics {
  /** Milliseconds that are booked, by day and room. */
  readonly booked: readonly { day: string; room: string; ms: number }[];
  /** How many meetings were booked, moved, edited, cancelled. */
  readonly meetings: Readonly<Record<string, number>>;
  /** By saga: how many were completed, and what the others were refused for. */
  readonly sagas: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly holds: HoldCounts;
}

const NO_HOLDS: HoldCounts = { placed: 0, lapsed: 0, ended: 0 };

export const statistics = defineProjection("statistics", {
  version: 1,
  sources: [MEETING_EVENTS, keyspace.holds(), keyspace.sagas()],
  carried: [["holds"]],
  apply(view, change) {
    const [kind] = change.key;
    if (kind === "hold") countHold(view, change);
    else if (kind === "saga") countSaga(view, change);
    else countMeeting(view, change);
  },
});

/** Of whole UTC days: `from` and `to` as `2026-11-23`, `to` included. */
export async function readStatistics(
  view: ProjectionReader,
  { from, to }: { from: string; to: string },
): Promise<Statistics> {
  const booked: { day: string; room: string; ms: number }[] = [];
  const meetings: Record<string, number> = {};
  const sagas: Record<string, Record<string, number>> = {};
  let holds = NO_HOLDS;
  for (const day of daysBetween(from, to)) {
    for (const { key, value } of await view.range<number>({ prefix: ["booked", day] })) {
      booked.push({ day, room: String(key[2]), ms: value });
    }
    for (const { key, value } of await view.range<number>({ prefix: ["meetings", day] })) {
      meetings[String(key[2])] = (meetings[String(key[2])] ?? 0) + value;
    }
    for (const { key, value } of await view.range<number>({ prefix: ["sagas", day] })) {
      const [, , name, ending] = key as [string, string, string, string];
      sagas[name] ??= {};
      sagas[name][ending] = (sagas[name][ending] ?? 0) + value;
    }
    holds = sumOf(holds, (await view.get<HoldCounts>(["holds", day])) ?? NO_HOLDS);
  }
  return { booked, meetings, sagas, holds };
}

function countMeeting(view: ProjectionView, change: SourceChange): void {
  const changed = meetingChange(view, change);
  if (!changed) return;
  const { before, after, event } = changed;
  add(view, ["meetings", utcDay(event.at), event.type], 1);
  if (before) addBooked(view, before, -1);
  addBooked(view, after, 1);
}

/** A hold's first fence is 1: it has just been placed. Whoever takes it over raises it. */
function countHold(view: ProjectionView, { value, at, note, fromSnapshot }: SourceChange): void {
  if (fromSnapshot) return;
  const placed = (value as Hold | undefined)?.fence === 1;
  const gone = value === undefined;
  if (!placed && !gone) return;
  const lapsed = gone && note.cause === "lease-lapsed";
  const one: HoldCounts = {
    ...{ placed: Number(placed), lapsed: Number(lapsed), ended: Number(gone && !lapsed) },
  };
  const key = ["holds", utcDay(at)];
  view.put(key, sumOf(view.get<HoldCounts>(key) ?? NO_HOLDS, one));
}

/** A saga's record is written once more when it ends, and stays. */
function countSaga(view: ProjectionView, { value }: SourceChange): void {
  const saga = value as Saga | undefined;
  if (!saga || !hasEnded(saga) || saga.endedAt === undefined) return;
  const ending = saga.state === "completed" ? "completed" : (saga.failure?.reason ?? "unknown");
  add(view, ["sagas", utcDay(saga.endedAt), saga.definition, ending], 1);
}

function addBooked(view: ProjectionView, meeting: KeptMeeting, sign: 1 | -1): void {
  if (meeting.status !== "standing") return;
  for (const day of utcDays(meeting)) {
    const midnight = Date.parse(day);
    const within: Interval = { start: midnight, end: midnight + DAY_MS };
    const ms = durationMs(clip({ start: meeting.start, end: meeting.end }, within)!);
    add(view, ["booked", day, meeting.room], sign * ms);
  }
}

/** What comes to nothing leaves nothing, so that a rebuilt view is the same. */
function add(view: ProjectionView, key: readonly string[], number: number): void {
  const sum = (view.get<number>(key) ?? 0) + number;
  if (sum === 0) view.delete(key);
  else view.put(key, sum);
}

function sumOf(a: HoldCounts, b: HoldCounts): HoldCounts {
  return { placed: a.placed + b.placed, lapsed: a.lapsed + b.lapsed, ended: a.ended + b.ended };
}

function daysBetween(from: string, to: string): string[] {
  return utcDays({ start: Date.parse(from), end: Date.parse(to) + DAY_MS });
}
