/** The holds that live now, from the diaries of the next days. */

import type { Diary, Room } from "@holdfast/api";
import { get } from "../api/http.ts";
import { wallNow } from "../time/now.ts";

interface LivingHold {
  readonly id: string;
  readonly room: Room;
  readonly start: string;
  readonly end: string;
  readonly heldBy: string;
  readonly freeAt?: string;
}

const DAY_MS = 86_400_000;
const DAYS_AHEAD = 21;

/** The one that lapses first comes first. */
export async function findLivingHolds(
  rooms: readonly Room[],
  signal: AbortSignal,
): Promise<readonly LivingHold[]> {
  const now = wallNow.peek();
  const from = new Date(now - DAY_MS).toISOString();
  const to = new Date(now + DAYS_AHEAD * DAY_MS).toISOString();
  const found = await Promise.all(
    rooms.map(async (room) => {
      const path = `/api/rooms/${encodeURIComponent(room.id)}/diary`;
      const options = { query: { from, to }, signal, presentOnly: true };
      return holdsOf(room, await get<Diary>(path, options));
    }),
  );
  return found.flat().sort((a, b) => (a.freeAt ?? "9").localeCompare(b.freeAt ?? "9"));
}

/** A hold that a booking has taken over is the booking's. A hold may touch several days. */
function holdsOf(room: Room, { intervals }: Diary): LivingHold[] {
  const byId = new Map<string, LivingHold>();
  for (const interval of intervals) {
    if (interval.status !== "held" || interval.hold === undefined) continue;
    const { hold: id, start, end, heldBy, freeAt } = interval;
    byId.set(id, { id, room, start, end, heldBy, ...(freeAt && { freeAt }) });
  }
  return [...byId.values()];
}
