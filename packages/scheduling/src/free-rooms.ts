/**
 * Projection `free-rooms`: which rooms are free then, without asking each room's diary.
 *
 *     ["room", "alan-turing"]                → seats, equipment, opening hours
 *     ["taken", "2026-11-23", "alan-turing"] → 09:00–10:00 booked, 10:30–11:00 held by h7
 *     ["hold", "h7"]                         → it is still there
 *
 * Diaries are kept by room; this view is kept by day, so that one range has all rooms of a day. A hit
 * is no promise: somebody may be quicker, and the view is a little behind. That is what holds are for.
 */

import {
  type DiaryPage,
  defineProjection,
  diaryDays,
  type Hold,
  keyspace,
  type ProjectionReader,
  type ProjectionView,
  readDiaryPage,
  type SourceChange,
  toDocument,
} from "@holdfast/shared-state";
import { type Interval, overlaps } from "./interval.ts";
import { isWithin } from "./opening-hours.ts";
import { fittingRooms, ROOMS, type Room, type RoomNeeds, roomOf } from "./room.ts";

interface Taken extends Interval {
  /** Of a held interval: it counts while that hold is there. */
  readonly hold?: string;
}

/** What a room's hold is of. An id may come again for another slot. */
interface KeptHold extends Interval {
  readonly room: string;
}

export const freeRooms = defineProjection("free-rooms", {
  version: 1,
  sources: [keyspace.diaries(), keyspace.documents(ROOMS), keyspace.holds()],
  apply(view, change) {
    const [kind] = change.key;
    if (kind === "diary") keepDay(view, change);
    else if (kind === "document") keepRoom(view, change);
    else keepHold(view, change);
  },
});

export interface FreeRoom {
  readonly id: string;
  readonly value: Room;
}

/** Rooms that fit, are open for the whole of it, and are free; those in the zones first. */
export async function readFreeRooms(
  view: ProjectionReader,
  during: Interval,
  { needs, zones = [] }: { needs: RoomNeeds; zones?: readonly string[] },
): Promise<FreeRoom[]> {
  const entries = await view.range<Room>({ prefix: ["room"] });
  const rooms = entries.map(({ key, value }) => ({ id: String(key[1]), value }));
  const open = fittingRooms(rooms, needs, zones).filter(
    ({ value }) => isWithin(value.openingHours, value.zone, during).ok,
  );
  const taken = await readTaken(view, during);
  return open.filter(({ id }) => !taken.has(id));
}

/** The rooms that are taken for some of the time. */
async function readTaken(view: ProjectionReader, during: Interval): Promise<Set<string>> {
  const taken = new Set<string>();
  for (const day of diaryDays(during)) {
    for (const { key, value } of await view.range<Taken[]>({ prefix: ["taken", day] })) {
      const room = String(key[2]);
      for (const interval of taken.has(room) ? [] : value) {
        if (overlaps(interval, during) && (await counts(view, room, interval))) taken.add(room);
      }
    }
  }
  return taken;
}

async function counts(view: ProjectionReader, room: string, interval: Taken): Promise<boolean> {
  if (interval.hold === undefined) return true;
  const hold = await view.get<KeptHold>(["hold", interval.hold]);
  return hold?.room === room && hold.start === interval.start && hold.end === interval.end;
}

function keepDay(view: ProjectionView, { key, value }: SourceChange): void {
  const [, resource, day] = key as [string, string, string];
  const room = roomOf(resource);
  if (room === undefined) return;
  const taken = readDiaryPage(day, (value as DiaryPage | undefined) ?? "").map(
    ({ start, end, ...owner }): Taken => ({
      ...{ start, end },
      ...("hold" in owner && { hold: owner.hold }),
    }),
  );
  if (taken.length > 0) view.put(["taken", day, room], taken);
  else view.delete(["taken", day, room]);
}

function keepRoom(view: ProjectionView, { key, value }: SourceChange): void {
  const id = String(key[2]);
  const room = toDocument<Room>(id, value);
  if (room) view.put(["room", id], room.value);
  else view.delete(["room", id]);
}

function keepHold(view: ProjectionView, { key, value }: SourceChange): void {
  const id = String(key[1]);
  const { resource = "", start = 0, end = 0 } = (value ?? {}) as Partial<Hold>;
  const room = roomOf(resource);
  const kept = room !== undefined && ({ room, start, end } satisfies KeptHold);
  if (kept) view.put(["hold", id], kept);
  else view.delete(["hold", id]);
}
