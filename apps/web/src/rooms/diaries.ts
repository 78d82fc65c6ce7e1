/**
 * A room's diary over a range. What was seen of it last is kept, so that a lane which comes back into
 * view is drawn at once; it is loaded anew all the same.
 */

import type { Diary } from "@holdfast/api";
import { get } from "../api/http.ts";
import { type Taken, takenOf } from "../diary/taken.ts";
import type { Key } from "../live/changes.ts";
import { type Live, useLive } from "../live/use-live.ts";
import { asOf } from "../time/as-of.ts";
import { isoOf } from "../time/local-time.ts";
import type { Range } from "../time/ranges.ts";

const KEPT_MAX = 500;
/** A lane that is scrolled past is gone again before it has asked for anything. */
const SCROLLED_PAST_MS = 60;

const kept = new Map<string, readonly Taken[]>();

interface RoomDiary {
  /** Undefined: nothing is known of it yet. */
  readonly taken: readonly Taken[] | undefined;
  readonly failed: Error | undefined;
  readonly reload: () => void;
}

export function useDiary(room: string, { start, end }: Range): RoomDiary {
  const range = { start, end };
  const name = `${room} ${start} ${end} ${asOf.value ?? ""}`;
  const live = useLive((signal) => load(room, range, { name, signal }), {
    concerns: (key) => isOfDiary(key, room, range) || isShownMeeting(key, kept.get(name)),
    on: [room, start, end],
  });
  const own = live.kind === "ready" && live.value.name === name ? live.value.taken : undefined;
  return { taken: own ?? kept.get(name), failed: failureOf(live), reload: live.reload };
}

interface Loaded {
  readonly name: string;
  readonly taken: readonly Taken[];
}

async function load(
  room: string,
  { start, end }: Range,
  { name, signal }: { name: string; signal: AbortSignal },
): Promise<Loaded> {
  await new Promise((resolve) => setTimeout(resolve, SCROLLED_PAST_MS));
  signal.throwIfAborted();
  const query = { from: isoOf(start), to: isoOf(end) };
  const path = `/api/rooms/${encodeURIComponent(room)}/diary`;
  const taken = takenOf(await get<Diary>(path, { query, signal }));
  kept.delete(name);
  kept.set(name, taken);
  if (kept.size > KEPT_MAX) kept.delete(kept.keys().next().value!);
  return { name, taken };
}

function failureOf(live: Live<Loaded>): Error | undefined {
  if (live.kind === "failed") return live.error;
  return live.kind === "ready" ? live.failed : undefined;
}

/** `["diary", "room/alan-turing", "2026-11-23"]`, by UTC days. */
function isOfDiary([kind, resource, day]: Key, room: string, { start, end }: Range) {
  if (kind !== "diary" || resource !== `room/${room}`) return false;
  return String(day) >= isoOf(start).slice(0, 10) && String(day) <= isoOf(end).slice(0, 10);
}

/** Its title may be another now. */
function isShownMeeting([kind, category, id]: Key, shown: readonly Taken[] = []): boolean {
  if (kind !== "stream" || category !== "meeting") return false;
  return shown.some(({ what }) => what.status === "booked" && what.meeting === id);
}
