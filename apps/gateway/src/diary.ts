/** What is taken of a room, and by which meeting or whose hold, at one revision. */

import type { diaryOut } from "@holdfast/api";
import type { MeetingEvent } from "@holdfast/scheduling";
import {
  type Closure,
  closureOf,
  closuresOf,
  meetingFold,
  meetingStream,
  roomOf,
} from "@holdfast/scheduling";
import type { Snapshot } from "@holdfast/shared-state";
import {
  type DiaryEntry,
  foldEvents,
  readDocument,
  readStream,
  type Slot,
} from "@holdfast/shared-state";
import type { FastifyRequest } from "fastify";
import type { z } from "zod";
import type { Gateway } from "./app.ts";
import type { View } from "./as-of.ts";
import { AT_LEAST_WAIT_MS_MAX, readAtLeast } from "./at-least.ts";
import { toInstantOut } from "./instants.ts";
import { Problem } from "./problems.ts";

type DiaryOut = z.infer<typeof diaryOut>;

/** @throws Problem `projection-behind`, where it is not read from the state */
export async function readEntries(
  { state, guarantees, closing }: Gateway,
  request: FastifyRequest,
  { snapshot, slot }: { snapshot: Snapshot; slot: Slot },
): Promise<readonly DiaryEntry[]> {
  const revision = readAtLeast(request) ?? 0;
  const seen = { revision, waitMsMax: AT_LEAST_WAIT_MS_MAX, signal: closing };
  const entries = await guarantees.readDiary({ state, snapshot }, slot, seen);
  if (!entries) throw new Problem("projection-behind");
  return entries;
}

export async function describeDiary(
  snapshot: Snapshot,
  { resource, ...window }: Slot,
  entries: readonly DiaryEntry[],
  view: View,
): Promise<DiaryOut> {
  const intervals = await Promise.all(
    entries.map((entry) => describe(snapshot, resource, entry, view)),
  );
  return { from: toInstantOut(window.start), to: toInstantOut(window.end), intervals };
}

async function describe(
  snapshot: Snapshot,
  resource: string,
  entry: DiaryEntry,
  { now, isPast }: View,
): Promise<DiaryOut["intervals"][number]> {
  const span = { start: toInstantOut(entry.start), end: toInstantOut(entry.end) };
  if ("hold" in entry) {
    const held = { ...span, status: "held", hold: entry.hold, heldBy: entry.by } as const;
    return isPast ? held : { ...held, freeAt: toInstantOut(now + Math.ceil(entry.leftMs)) };
  }
  const closure = closureOf(entry.booking);
  const room = roomOf(resource);
  if (closure !== undefined && room !== undefined) {
    const closed = await readDocument<Closure>(snapshot, closuresOf(room), closure);
    return { ...span, status: "closed", closure, reason: closed?.value.reason };
  }
  const events = await readStream<MeetingEvent>(snapshot, meetingStream(entry.booking));
  const meeting = foldEvents(events, meetingFold);
  const { title, organizer } = meeting ?? {};
  return { ...span, status: "booked", meeting: entry.booking, title, organizer };
}
