/**
 * The program of a process that takes part in races: it does what its parent orders, one thing at a
 * time, on the state in the folder that it is given.
 */

import { inspect } from "node:util";
import type { Operation } from "@holdfast/checker";
import { lmdbEngine } from "@holdfast/engine-lmdb";
import { openSharedState, type RunningProjection, runProjection } from "@holdfast/shared-state";
import { raceByChance } from "./chance-loop.ts";
import { sleepingOnce, standStill, UNHINDERED } from "./pacing.ts";
import type { Order, ReadOrder, Report, WriteOrder } from "./race-orders.ts";
import { replicaOf } from "./reading.ts";
import { type Racer, recordBooking, recordRead, recordWrite } from "./recorded.ts";

/** Of a lock, in a staged race: a second agent waits so long for the first one's to lapse. */
const STAGED_LEASE_MS = 100;

const [folder = "", actor = ""] = process.argv.slice(2);
const state = openSharedState({ engine: await lmdbEngine({ path: folder }), actor });
const racer: Racer = { state, folder, session: state.session() };
let following: RunningProjection | undefined;
/** The latest booking that this process was told of. */
let told: string | undefined;

/** Resolves once the parent has it, whatever this process does next. */
function report(message: Report): Promise<void> {
  return new Promise((resolve) => {
    process.send?.(message, undefined, {}, () => resolve());
  });
}

async function write({ position, race, number, sleeps }: WriteOrder): Promise<Operation[]> {
  const pacing = sleeps ? sleepingOnce(() => report({ kind: "asleep" })) : UNHINDERED;
  const performing = { ...racer, pacing, leaseMs: STAGED_LEASE_MS };
  return [await recordWrite(position, { race, number }, performing)];
}

async function book(race: string, number: number): Promise<Operation[]> {
  const booking = await recordBooking({ race, number }, racer);
  if (booking.outcome === "ok") told = booking.id;
  return [booking];
}

async function read({ position, race, number, replica }: ReadOrder): Promise<Operation[]> {
  const where = { race, number, replica, ...(told !== undefined && { told }) };
  const waits = () => report({ kind: "waiting" });
  return [await recordRead(position, where, { ...racer, waits })];
}

async function sleepNow(): Promise<Operation[]> {
  await report({ kind: "asleep" });
  standStill();
  return [];
}

async function stopFollowing(): Promise<Operation[]> {
  await following?.stop();
  following = undefined;
  return [];
}

async function obey(order: Order): Promise<readonly Operation[]> {
  if (order.kind === "write") return write(order);
  if (order.kind === "book") return book(order.race, order.number);
  if (order.kind === "read") return read(order);
  if (order.kind === "race") return raceByChance(order, racer);
  if (order.kind === "sleep") return sleepNow();
  await stopFollowing();
  if (order.kind === "follow") {
    following = runProjection(state, replicaOf(order.race, order.replica));
  }
  return [];
}

process.on("message", async (order: Order) => {
  try {
    await report({ kind: "done", operations: await obey(order) });
  } catch (error) {
    await report({ kind: "failed", problem: inspect(error) });
  }
});
process.on("disconnect", () => process.exit());
void report({ kind: "ready" });
