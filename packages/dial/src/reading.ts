/**
 * Reading a room's diary from a view that follows the state, as it is (`eventual`) or as soon as it has
 * come as far as its reader (`at-least`). Meetings only: no view knows of holds and closures.
 */

import type { DiaryReading } from "@holdfast/agent-runtime";
import { readRoomDay, roomDays, roomOf } from "@holdfast/scheduling";
import { type Booked, diaryDays, type ProjectionReader, type Slot } from "@holdfast/shared-state";
import type { ReadSetting } from "./settings.ts";

/** Undefined: the diary is read from the state, as always. */
export function readingOn(setting: ReadSetting): DiaryReading | undefined {
  if (setting === "strong") return undefined;
  return async ({ state }, slot, seen) => {
    const { revision: atLeast, waitMsMax, signal } = seen;
    const patience = setting === "at-least" ? { atLeast, waitMsMax, signal } : {};
    const look = (view: ProjectionReader) => bookingsIn(view, slot);
    const read = await state.projections.read(roomDays, look, patience);
    return read.ok ? read.value : undefined;
  };
}

async function bookingsIn(view: ProjectionReader, slot: Slot): Promise<readonly Booked[]> {
  const room = roomOf(slot.resource) ?? slot.resource;
  const days = await Promise.all(diaryDays(slot).map((day) => readRoomDay(view, room, day)));
  const standing = days
    .flat()
    .filter(({ status, start, end }) => {
      return status === "standing" && start < slot.end && slot.start < end;
    })
    .map(({ meeting, start, end }): Booked => ({ start, end, booking: meeting }));
  return [...new Map(standing.map((each) => [each.booking, each])).values()];
}
