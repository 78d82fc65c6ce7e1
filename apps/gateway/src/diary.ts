/** What is taken of a room, and by which meeting or whose hold, at one revision. */

import type { Interval, MeetingEvent } from "@holdfast/scheduling";
import { meetingFold, meetingStream } from "@holdfast/scheduling";
import type { Snapshot } from "@holdfast/shared-state";
import { type DiaryEntry, foldEvents, readDiary, readStream } from "@holdfast/shared-state";
import { z } from "zod";
import { instantOut, toInstantOut } from "./instants.ts";

const spanOut = { start: instantOut, end: instantOut };

export const diaryOut = z.object({
  from: instantOut,
  to: instantOut,
  intervals: z.array(
    z.discriminatedUnion("status", [
      z.object({
        ...spanOut,
        status: z.literal("booked"),
        meeting: z.string(),
        title: z.string().optional(),
        organizer: z.string().optional(),
      }),
      z.object({
        ...spanOut,
        status: z.literal("held"),
        heldBy: z.string(),
        freeAt: instantOut.describe("When the hold lapses, unless it is renewed"),
      }),
    ]),
  ),
});

type DiaryOut = z.infer<typeof diaryOut>;

export async function readDiaryOut(
  snapshot: Snapshot,
  resource: string,
  window: Interval,
  now: number,
): Promise<DiaryOut> {
  const entries = await readDiary(snapshot, { resource, ...window });
  const intervals = await Promise.all(entries.map((entry) => describe(snapshot, entry, now)));
  return { from: toInstantOut(window.start), to: toInstantOut(window.end), intervals };
}

async function describe(
  snapshot: Snapshot,
  entry: DiaryEntry,
  now: number,
): Promise<DiaryOut["intervals"][number]> {
  const span = { start: toInstantOut(entry.start), end: toInstantOut(entry.end) };
  if ("hold" in entry) {
    const freeAt = toInstantOut(now + Math.ceil(entry.leftMs));
    return { ...span, status: "held", heldBy: entry.by, freeAt };
  }
  const events = await readStream<MeetingEvent>(snapshot, meetingStream(entry.booking));
  const meeting = foldEvents(events, meetingFold);
  const { title, organizer } = meeting ?? {};
  return { ...span, status: "booked", meeting: entry.booking, title, organizer };
}
