/** Placing a hold: the slot has to be free. */

import type { Write } from "@holdfast/dial";
import {
  addInterval,
  diaryDays,
  type Hold,
  keyspace,
  placeHold,
  type Slot,
} from "@holdfast/shared-state";
import { isAt } from "./is-at.ts";
import type { WriteRequest, Written } from "./race-write.ts";

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

export function placeHoldWrite(request: WriteRequest): Write<Written | undefined> {
  const slot = slotOf(request);
  const complete = { ...request, forMs: HOLD_MS };
  return {
    lock: slot.resource,
    believes: isAt(keyspace.diary(slot.resource, dayOf(slot))),
    body: (tx, underLocks) => {
      return placeHold(tx, slot, { ...complete, underLocks }).ok ? {} : undefined;
    },
    act(tx) {
      const { id, by } = request;
      const { resource, start, end } = slot;
      const lease = tx.lease(HOLD_MS);
      const hold: Hold = { id, by, fence: 1, lease, resource, start, end };
      tx.put(keyspace.hold(id), hold, { lease });
      addInterval(tx, resource, { start, end, hold: id });
      return {};
    },
  };
}
