/**
 * Lapsed hold confirmed: what was held for a while must not become a booking when that while is over,
 * also when its owner was paused, nobody has reaped it, and nobody else has taken the slot.
 */

import {
  confirmHold,
  type Engine,
  placeHold,
  renewHold,
  type Slot,
  takenIntervals,
} from "@holdfast/shared-state";
import { expect } from "vitest";
import type { Guarantee } from "./kit.ts";
import { stoppedTimers } from "./leased-key.ts";

const HOUR_MS = 3_600_000;
const DAY = Date.UTC(2026, 0, 6);
const SLOT: Slot = {
  resource: "room/turing",
  start: DAY + 9 * HOUR_MS,
  end: DAY + 10 * HOUR_MS,
};
const HOLD_MS = 1_000;

export const preventsLapsedHoldConfirmed: Guarantee = ({ check, checkOn }) => {
  const stopped = stoppedTimers();
  checkOn(stopped.make, "confirmed on its deadline it is refused", async (open) => {
    const [owner, other] = [await open(), await open()];
    await place(owner, "hold");
    stopped.advance(HOLD_MS);
    for (const engine of [owner, other]) {
      expect(await confirm(engine, "hold")).toMatchObject({ ok: false, reason: "hold-lapsed" });
      expect(await bookings(engine)).toEqual([]);
    }
  });

  checkOn(stopped.make, "confirmed one millisecond earlier it is booked for good", async (open) => {
    const [owner, other] = [await open(), await open()];
    await place(owner, "hold");
    stopped.advance(HOLD_MS - 1);
    expect(await confirm(owner, "hold")).toMatchObject({ ok: true });
    stopped.advance(10 * HOLD_MS);
    expect(await bookings(other)).toEqual(["booking of hold"]);
    expect(await place(other, "rival")).toMatchObject({ ok: false, reason: "booked" });
  });

  checkOn(stopped.make, "one who wakes late books nothing over the next hold", async (open) => {
    const [paused, rival] = [await open(), await open()];
    await place(paused, "hold");
    expect(await place(rival, "rival")).toMatchObject({ ok: false, reason: "held" });
    stopped.advance(HOLD_MS);
    expect(await place(rival, "rival")).toMatchObject({ ok: true });
    expect(await confirm(paused, "hold")).toMatchObject({ ok: false });
    expect(await renew(paused, "hold")).toMatchObject({ ok: false });
    expect(await confirm(rival, "rival")).toMatchObject({ ok: true });
    expect(await confirm(paused, "hold")).toMatchObject({ ok: false });
    expect(await bookings(paused)).toEqual(["booking of rival"]);
  });

  checkOn(stopped.make, "a late confirmation and a new hold at once: one booking", async (open) => {
    const [paused, rival] = [await open(), await open()];
    for (let round = 0; round < 8; round++) {
      const slot = { ...SLOT, resource: `room/${round}` };
      await place(paused, `hold-${round}`, slot);
      stopped.advance(round % 2 === 0 ? HOLD_MS : HOLD_MS - 1);
      const [late] = await Promise.all([
        confirm(paused, `hold-${round}`),
        place(rival, `rival-${round}`, slot),
        confirm(rival, `rival-${round}`),
      ]);
      expect(late.ok).toBe(round % 2 === 1);
      expect(await bookings(paused, slot)).toHaveLength(1);
    }
  });

  check("of two who confirm one hold at once, one has confirmed it", async (open) => {
    const handles = [await open(), await open()];
    const placed = await place(handles[0]!, "hold", SLOT, 60_000);
    expect(placed).toMatchObject({ ok: true });
    const outcomes = await Promise.all(handles.map((engine) => confirm(engine, "hold")));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await bookings(handles[1]!)).toEqual(["booking of hold"]);
  });
};

async function place(engine: Engine, id: string, slot = SLOT, forMs = HOLD_MS) {
  const now = engine.clock.wallMs();
  return (await engine.transact((tx) => placeHold(tx, slot, { id, by: id, forMs, now }))).value;
}

async function confirm(engine: Engine, id: string) {
  const booking = `booking of ${id}`;
  return (await engine.transact((tx) => confirmHold(tx, id, { fence: 1, booking }))).value;
}

async function renew(engine: Engine, id: string) {
  return (await engine.transact((tx) => renewHold(tx, id, { fence: 1, forMs: HOLD_MS }))).value;
}

/** What the diary has for the slot: each booking by its name, and whatever is only held. */
async function bookings(engine: Engine, slot = SLOT): Promise<string[]> {
  const { value } = await engine.transact((tx) => takenIntervals(tx, slot));
  return value.map((interval) => ("booking" in interval ? interval.booking : "held"));
}
