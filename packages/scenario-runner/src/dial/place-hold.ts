/** Placing a hold: the slot has to be free. */

import { overlaps } from "@holdfast/scheduling";
import {
  type DiaryPage,
  diaryDays,
  keyspace,
  placeHold,
  readDiaryPage,
  type Slot,
} from "@holdfast/shared-state";
import type { Write, WriteRequest, Written } from "./write.ts";

const SLOT_MS = 30 * 60_000;
const FIRST_SLOT = Date.UTC(2027, 0, 4);

/** Longer than any race: nothing lapses in it. */
export const HOLD_MS = 24 * 3_600_000;

/** A race is about one room of its own. */
export function roomOf(race: string): string {
  return `room/${race}`;
}

export function slotOf({ race, number }: Pick<WriteRequest, "race" | "number">): Slot {
  const start = FIRST_SLOT + number * SLOT_MS;
  return { resource: roomOf(race), start, end: start + SLOT_MS };
}

/** A slot of half an hour lies within one UTC day. */
export function dayOf(slot: Slot): string {
  return diaryDays(slot)[0]!;
}

export function placeHoldWrite(request: WriteRequest): Write<DiaryPage> {
  const slot = slotOf(request);
  const day = dayOf(slot);
  const key = keyspace.diary(slot.resource, day);
  const complete = { ...request, forMs: HOLD_MS };
  return {
    lock: slot.resource,
    key,
    allows: (page = "") => !readDiaryPage(day, page).some((interval) => overlaps(interval, slot)),
    perform: (tx) => writtenIf(placeHold(tx, slot, complete).ok),
    performIfUnchanged(tx, page) {
      if (tx.get<DiaryPage>(key) !== page) return "overtaken";
      return writtenIf(placeHold(tx, slot, complete).ok);
    },
    performUnderLocks: (tx, _page, underLocks) =>
      writtenIf(placeHold(tx, slot, { ...complete, underLocks }).ok),
  };
}

function writtenIf(placed: boolean): Written | undefined {
  return placed ? {} : undefined;
}
