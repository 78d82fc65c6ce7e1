/**
 * Does a hold cost more, the more bookings there are already? The state is filled step by step; at each
 * step holds are placed, in the rooms that are booked, on days between the booked ones.
 */

import { type LmdbEngine, lmdbEngine } from "@holdfast/engine-lmdb";
import { addInterval, appendEvents, type Transaction } from "@holdfast/shared-state";
import { inFolder } from "./folder.ts";
import { closedLoop, type Measured, medianRun } from "./measure.ts";
import type { BenchOptions } from "./options.ts";
import { rate, rateAndTimes, table } from "./report.ts";
import { FIRST_DAY, HALF_HOUR_MS, HOLD_MS, placeOne } from "./slots.ts";
import { holdfastClient } from "./systems/holdfast.ts";
import type { HoldRequest } from "./systems/system.ts";

const STEPS = [1_000, 100_000, 1_000_000];
const ROOMS = 1_000;
const SLOTS_A_DAY = 48;
/** 48 events with their streams' heads, and the diary: what one commit may write, nearly. */
const BOOKINGS_A_COMMIT = SLOTS_A_DAY;
const FILLING = 64;

const DAY_MS = 86_400_000;
/** Every fourth day is booked; each step's holds go to a day after it of their own. */
const DAYS_APART = STEPS.length + 1;

export async function benchHoldsGrowth(options: BenchOptions): Promise<void> {
  console.log(
    "Durable holds in one process, the more bookings are there; the target is at most 1.5 times the\n" +
      "cost of the first. A booking is an interval in a full diary and an event in its own stream.",
  );
  await inFolder(async (folder) => {
    const engine = await lmdbEngine({ path: folder });
    const client = holdfastClient(engine);
    const rows: { bookings: number; one: Measured; many: Measured }[] = [];
    for (const [step, bookings] of STEPS.filter((each) => each <= options.size).entries()) {
      await fillTo(engine, rows.at(-1)?.bookings ?? 0, bookings);
      let placed = 0;
      const place = () => placeOne(client, holdBetween(step + 1, placed++));
      const one = await median(1, place, options);
      rows.push({ bookings, one, many: await median(16, place, options) });
    }
    await client.close();
    report(rows);
  });
}

function report(rows: readonly { bookings: number; one: Measured; many: Measured }[]): void {
  const first = rows[0]!;
  const columns = ["per second", "p50 ms", "p99 ms", "cost to the first"];
  for (const which of ["one", "many"] as const) {
    const title = `bookings there, ${which === "one" ? 1 : 16} in flight`;
    const lines = rows.map((row) => [
      rate(row.bookings),
      ...rateAndTimes(row[which]),
      `${(first[which].perSecond / row[which].perSecond).toFixed(2)} ×`,
    ]);
    table(title, columns, lines);
  }
}

async function median(
  inFlight: number,
  place: () => Promise<void>,
  { runs, seconds }: BenchOptions,
): Promise<Measured> {
  const measured: Measured[] = [];
  for (let run = 0; run < runs; run++) {
    measured.push(await closedLoop(inFlight, place, { forMs: seconds * 1_000 }));
  }
  return medianRun(measured);
}

/** Many bookings a commit, and many commits at once, none of them waited for on the disk. */
async function fillTo(engine: LmdbEngine, from: number, to: number): Promise<void> {
  let next = from;
  const fill = async () => {
    while (next < to) {
      const first = next;
      next += BOOKINGS_A_COMMIT;
      await engine.transact((tx) => bookDay(tx, first, Math.min(first + BOOKINGS_A_COMMIT, to)));
    }
  };
  await Promise.all(Array.from({ length: FILLING }, fill));
  await engine.durable(await engine.head());
}

function bookDay(tx: Transaction, first: number, end: number): void {
  const day = Math.floor(first / BOOKINGS_A_COMMIT);
  const resource = `room/${day % ROOMS}`;
  const midnight = FIRST_DAY + Math.floor(day / ROOMS) * DAYS_APART * DAY_MS;
  for (let index = first; index < end; index++) {
    const start = midnight + (index - first) * HALF_HOUR_MS;
    const booking = `meeting-${index}`;
    addInterval(tx, resource, { start, end: start + HALF_HOUR_MS, booking });
    const booked = { type: "booked", data: { resource, start, title: `Meeting ${index}` } };
    appendEvents(tx, { category: "meeting", id: booking }, [booked], { now: start, by: "bench" });
  }
}

/** The same work at each step: holds in turn in every room, on days that only this step uses. */
function holdBetween(step: number, index: number): HoldRequest {
  const halfHour = Math.floor(index / ROOMS);
  const day = Math.floor(halfHour / SLOTS_A_DAY) * DAYS_APART + step;
  const start = FIRST_DAY + day * DAY_MS + (halfHour % SLOTS_A_DAY) * HALF_HOUR_MS;
  const [id, room] = [`hold-${step}-${index}`, index % ROOMS];
  return { id, room, start, end: start + HALF_HOUR_MS, forMs: HOLD_MS };
}
